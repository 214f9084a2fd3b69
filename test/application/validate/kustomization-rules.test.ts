import { kustomizationApplication } from '../applications';
import { kustomization, manifests, testProblems } from '../problems';

const healthChecks = [{ apiVersion: 'a/b/c', kind: 'Deployment', name: 'web' }];

testProblems([
  [
    'names that are no variables, which matters where an object does not opt out of substitution',
    kustomizationApplication([{ ...manifests, postBuild: { substitute: { 'my-var': 'x', my_var: 'x' } } }]),
    `warning: ${kustomization}.postBuild.substitute["my-var"]: is not the name of a variable, so Flux fails unless all ` +
      "objects opt out of substitution: use letters, digits and '_', not beginning with a digit",
  ],
  [
    'a component of another place',
    kustomizationApplication([{ ...manifests, components: ['../a', '/b'] }]),
    `${kustomization}.components[1]: "/b" must be a path in the source, relative to path`,
  ],
  [
    'a health check of no API version',
    kustomizationApplication([{ ...manifests, healthChecks }]),
    `${kustomization}.healthChecks[0].apiVersion: "a/b/c" is not an API version, such as apps/v1`,
  ],
  [
    'one that Flux does not read, as it waits for all objects',
    kustomizationApplication([{ ...manifests, wait: true, healthChecks }]),
  ],
]);
