import { helmApplication, onHost } from '../applications';
import { entry, testProblems } from '../problems';

const secret = { kind: 'Secret', name: 'keys', valuesKey: 'key' };
const at = (targetPath: string, more: object = {}) => ({ ...secret, targetPath, ...more });
const whole = { kind: 'ConfigMap', name: 'whole' };
const app = (valuesFrom: unknown, values?: unknown) => helmApplication([onHost('web', { valuesFrom, values })]);
const warned = (index: number, message: string) => `warning: ${entry}.valuesFrom[${index}].targetPath: ${message}`;
const KEEP = 'remove one of the two';

testProblems([
  ['no values', app([whole, at('image.tag')])],
  ['values beside it', app([at('image.tag'), at('a.b'), at('hosts[0].name')], { image: { name: 'web' }, b: 1 })],
  ['a key at the top', app([at('tag')], { tag: 'v1' }), warned(0, `values.tag is set too, and wins in Flux: ${KEEP}`)],
  [
    'a key in a map',
    app([at('image.tag')], { image: { tag: 'v1' } }),
    warned(0, `values.image.tag is set too, but the targetPath wins in Flux: ${KEEP}`),
  ],
  [
    'a map',
    app([at('web.image')], { web: { image: { tag: 'v1' } } }),
    warned(0, `values.web.image is set too, but the targetPath wins in Flux: ${KEEP}`),
  ],
  [
    'a key in a map after another path',
    app([at('other'), at('image.tag')], { image: { tag: 'v1' } }),
    warned(1, `values.image.tag is set too, and wins in Flux: ${KEEP}`),
  ],
  [
    'a key in a map after what may say something about it',
    app([whole, at('image.tag')], { image: { tag: 'v1' } }),
    warned(1, `values.image.tag is set too, and which one wins in Flux depends on earlier entries: ${KEEP}`),
  ],
  [
    'a key with a dot',
    app([at('a\\.b/c')], { 'a.b/c': 'v1' }),
    warned(0, `values["a.b/c"] is set too, and wins in Flux: ${KEEP}`),
  ],
  [
    'an element of a list',
    app([whole, at('hosts[0].name')], { hosts: [{ name: 'a' }] }),
    warned(1, `values.hosts[0].name is set too, but the targetPath wins in Flux: ${KEEP}`),
  ],
  [
    'an element beyond the end of a list',
    app([at('hosts[1]')], { hosts: ['a'] }),
    warned(0, `values.hosts is set too, and wins in Flux: ${KEEP}`),
  ],
  ['an element beyond the end of a list in a map', app([at('web.hosts[1]')], { web: { hosts: ['a'] } })],
  [
    'something inside a text',
    app([at('image.tag.name')], { image: { tag: 'v1' } }),
    warned(0, 'leads through values.image.tag, which is a string, so Flux fails: leave it out or make it a map'),
  ],
  [
    'an element of a map',
    app([at('image[0]')], { image: { tag: 'v1' } }),
    warned(0, 'leads through values.image, which is a map, so Flux fails: leave it out or make it a list'),
  ],
  [
    'something inside what another path sets',
    app([at('a.b'), at('a.b.c')], { a: { b: { c: 1 } } }),
    warned(0, `values.a.b is set too, but the targetPath wins in Flux: ${KEEP}`),
    warned(1, `values.a.b.c is set too, but Flux fails, because an earlier entry sets something on the way: ${KEEP}`),
  ],
  [
    'a null',
    app([at('image.tag'), at('tag')], { image: { tag: null }, tag: null }),
    warned(0, `values.image.tag is set too, but the targetPath wins in Flux: ${KEEP}`),
    warned(1, `values.tag is set too, and wins in Flux: ${KEEP}`),
  ],
  [
    'something inside a null',
    app([at('image.tag')], { image: null }),
    warned(0, `values.image is set too, and wins in Flux: ${KEEP}`),
  ],
  [
    'an element of a list that holds null',
    app([at('web.hosts[0]'), at('hosts[0]'), whole, at('m.l[0]')], {
      web: { hosts: ['a', null] },
      hosts: [{ name: null }],
      m: { l: [null] },
    }),
    warned(
      0,
      'leads into values.web.hosts, a list that contains null, and replaces it as a whole in Flux: set the element in values',
    ),
    warned(
      1,
      'leads into values.hosts, a list that contains null, which wins in Flux as a whole: set the element in values',
    ),
    warned(
      3,
      'leads into values.m.l, a list that contains null, which wins in Flux as a whole: set the element in values',
    ),
  ],
  [
    'a path that leads nowhere',
    app([at('a..b')], {}),
    `${entry}.valuesFrom[0].targetPath: "a..b" is not a path: write keys separated by dots, such as a.b[0].c`,
  ],
]);
