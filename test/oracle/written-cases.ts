import type { JsonObject } from '../../src/json/json';
import { SET_DIFFERENCES } from '../../src/values/set-error';
import type { ValuesCase } from './values-case';

/** The examples of Helm's documentation: Using Helm, Values Files, the help of install and upgrade, package strvals. */
const DOCUMENTED: readonly (readonly string[])[] = [
  ['name=value'],
  ['a=b,c=d'],
  ['outer.inner=value'],
  ['name={a, b, c}'],
  ['name=[],a=null'],
  ['servers[0].port=80'],
  ['servers[0].port=80,servers[0].host=example'],
  ['name=value1\\,value2'],
  ['nodeSelector."kubernetes\\.io/role"=master'],
  ['nodeSelector.kubernetes\\.io/role=master'],
  ['favoriteDrink=slurm'],
  ['livenessProbe.exec.command=[cat,docroot/CHANGELOG.txt]', 'livenessProbe.httpGet=null'],
  ['livenessProbe.exec.command={cat,docroot/CHANGELOG.txt}', 'livenessProbe.httpGet=null'],
  ['name=prod'],
  ['long_int=1234567890'],
  ['foo=bar', 'foo=newbar'],
  ['name=value,topname.subname=value'],
];

/** The cases of Helm's own tests (pkg/strvals/parser_test.go, pkg/cmd), and edge cases from its source. */
const CORNERS: readonly (readonly string[])[] = [
  [''],
  [','],
  ['a'],
  ['a='],
  ['a=,b='],
  ['a=1,'],
  ['a=1,,b=2'],
  ['name1=null,f=false,t=true'],
  ['name1=value1,,,,name2=value2,'],
  ['leading_zeros=00009'],
  ['name1,name2='],
  ['name1,name2=value2'],
  ['name1,name2=value2\\'],
  ['name1=one\\,two,name2=three\\,four'],
  ['name1=one\\=two,name2=three\\=four'],
  ['name1=one two three,name2=three two one'],
  ['outer.inner1=value,outer.middle.inner=value'],
  ['name1.name2'],
  ['name1.name2,name1.name3'],
  ['name1.name2='],
  ['name1.=name2'],
  ['name1.,name2'],
  ['name1={value1,value2},name2={value1,value2}'],
  ['name1.name2={value1,value2}'],
  ['name1={1021,902'],
  ['name1={}'],
  ['name1={a,}'],
  ['name1={{a},b}'],
  ['name1= {a}'],
  ['name1=a{b}'],
  ['name1=\\{a}'],
  ['list[0].foo=bar,list[-30].hello=world'],
  ['list[0]=foo,list[3]=bar'],
  ['list[0]=foo,list[-20]=bar'],
  ['illegal[0]name.foo=bar'],
  ['noval[0]='],
  ['nested[0][0]=1'],
  ['nested[1][1]=1'],
  ['name1.name2[1].foo=bar,name1.name2[0].foo=bar'],
  [']={}].'],
  ['a]=1'],
  ['a[]=1'],
  ['a[x]=1'],
  ['a[ 0]=1'],
  ['a[0] =1'],
  ['a[1_0]=1'],
  ['a[0x1]=1'],
  ['a[\\1]=1'],
  ['a[+2]=1'],
  ['a[-0]=1'],
  ['a[65537]=1'],
  ['a[9223372036854775808]=1'],
  ['a[0],b=1'],
  ['a[0][1][0].type=listValue', 'a[0][0][1].status=alive'],
  ['a=1', 'a.b=2'],
  ['a=1', 'a[0]=2'],
  ['a={x}', 'a[1]=y'],
  ['a={x}', 'a[0].b=y'],
  ['a={x}', 'a[0][0]=y'],
  ['a.b=1', 'a=2'],
  ['a=null', 'a.b=1'],
  ['a=null', 'a[0]=1'],
  ['a[0]=null', 'a[0].b=1'],
  ['a[0]=null', 'a[0][0]=1'],
  ['a[0].b=1', 'a[0].b='],
  ['a[0].b[1].c=,d=1'],
  ['a[0][0]='],
  ['a[0].b[0]='],
  ['__proto__.polluted=1,constructor.prototype.polluted=1,a.__proto__=x'],
  ['__proto__[0]=1'],
  ['a=\\true,b=\\0,c=\\1\\2,d=\\ '],
  ['a=9007199254740991,b=-9007199254740991,c=9223372036854775808,d=-9223372036854775809'],
  [`${'n.'.repeat(30)}n=1`],
  [`${'n.'.repeat(31)}n=1`],
  [`${'n[0].'.repeat(31)}n=1`],
  [`${'n.'.repeat(30)}n[0].${'n.'.repeat(30)}n=1`],
  [`a${'[0]'.repeat(999)}=1`],
];

/** Further examples of the differences. */
const DIFFERENT: readonly (readonly string[])[] = [
  ...SET_DIFFERENCES.filter(({ code }) => code !== 'path-too-long').map(({ example }) => [example]),
  [`a${'[0]'.repeat(1000)}=1`],
  ['a=1,b[0=2,c=3'],
  ['a[0][1'],
  ['a[0].b[0'],
  ['a[0\\]=1'],
  ['a.b[0]'],
  ['a[1].'],
  ['a=1,b.'],
  ['a.b.'],
  ['[0]=1'],
  ['.b=1'],
  ['a[0].=1'],
  ['\\'],
  ['a[0]\\'],
  ['a={1}\\'],
  ['a={{b}}=1'],
  ['a[0].b.c='],
  ['a[0][1].b='],
  ['a=x,b[1].c[0].d='],
  ['a=-9007199254740992'],
  ['a={1,9223372036854775807}'],
];

const BASES: readonly JsonObject[] = [
  {
    a: [{ b: 1, c: [1, 2] }, null, [['x'], 'y']],
    outer: { inner1: 'old', inner2: 2 },
    name1: { name2: [{ foo: 'old' }] },
  },
  { a: { b: { c: 1 } }, list: [1, 2, 3, 4, 5], '': { b: 1 }, name: null, nested: [null, [null]], name1: 'old' },
];

/** The hand-written cases: every expression applied to nothing and to some bases, with set and with setString. */
export function writtenSetCases(kind: 'set' | 'setString'): readonly ValuesCase[] {
  return [...DOCUMENTED, ...CORNERS, ...DIFFERENT].flatMap((input) => {
    const bases: JsonObject[] = [{}];
    if (input.join().length < 100) {
      bases.push(...BASES);
    }
    return bases.map((base) => ({ kind, base, input }));
  });
}

/** The cases of Flux's own test (chartutil merge_test.go), and cases for each rule. */
export function writtenMergeCases(): readonly ValuesCase[] {
  const nested = { foo: 'bar', baz: { cool: 'stuff' } };
  const other = { foo: 'bar', baz: { cool: 'things', awesome: 'stuff' } };
  const flat = { foo: 'bar', baz: 'stuff' };
  const layers: readonly (readonly [JsonObject, ...JsonObject[]])[] = [
    [{}],
    [{}, {}],
    [flat, nested],
    [nested, flat],
    [nested, other],
    [{ testing: 'fun' }, other],
    [{ a: { b: 1 } }, { a: null }],
    [{ a: { b: 1 } }, { a: { b: null } }],
    [{ a: { b: 1 } }, { a: null }, { a: { c: 2 } }],
    [{ a: null }, { a: { b: 1 } }],
    [{ a: [1, 2, 3] }, { a: [4] }],
    [{ a: [{ b: 1 }] }, { a: [{ c: 2 }] }],
    [{ a: [1] }, { a: [] }],
    [{ a: { b: 1 } }, { a: {} }],
    [{ a: 1 }, { a: {} }],
    [{ a: { b: 1 } }, { a: [] }],
    [
      { a: 1, b: 1, c: 1, d: 1 },
      { a: 0, b: false, c: '', d: 'null' },
    ],
    [
      JSON.parse('{"__proto__":{"a":1},"constructor":{"prototype":1}}'),
      JSON.parse('{"__proto__":{"b":2},"constructor":{"x":2}}'),
    ],
  ];
  return layers.map(([base, ...input]) => ({ kind: 'merge', base, input }));
}
