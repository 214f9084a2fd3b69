/**
 * Everything that depends on internals of cdk8s, and not only on its API. Each entry says which code of cdk8s 2.70 it rests on,
 * and which change there would make it unnecessary. Projects with the oldest and with the newest
 * supported version synthesize in the tests of the package.
 *
 * | file | why | rests on | unnecessary if |
 * |---|---|---|---|
 * | yaml-document | `yaml` writes some strings so that Kubernetes reads something else: `0o17` as a number | `Yaml.stringify()` in lib/yaml.js, which leaves a `Document` of `yaml` to write itself (`Symbol.for('yaml.document')`) | cdk8s had an option for its YAML printer, or `yaml` quoted these strings |
 * | manifest-object | `ApiObject.toJson()` drops nulls and sorts keys; nulls in Helm values have a meaning | `ApiObject` in lib/api-object.js: it keeps `props` and reads from them only what is used here | `sanitizeValue()` could be turned off for an object |
 * | manifest-metadata | `toJson()` of metadata resolves all of it again, and most objects have a name and a namespace alone; deleting a property costs 450 bytes an object | `ApiObjectMetadataDefinition` in lib/metadata.js: five methods write, and the constructor deletes `apiObject` from its argument | the constructor copied its argument |
 * | resolve-tokens | `resolve()` copies everything and drops empty values | `resolve()` and the three built-in resolvers in lib/resolve.js and lib/app.js | `resolve()` returned what it did not change |
 * | synthesis-order | `App.synth()` takes exponential time for chains of dependencies | `resolveDependencies()` in lib/app.js and `DependencyGraph` in lib/dependency.js: their order is kept | `DependencyVertex.topology()` visited each vertex once |
 * | fleet-app, manifest-file | `App.synth()` validates once for every chart, and holds the text of a file several times | `App.synth()` and `validate()` in lib/app.js: names of files, messages, environment variables | `App.synth()` validated once and wrote in chunks |
 * | overwritten-files | files for single objects are named after kind and name alone, so that one overwrites another | the names of files in `App.synth()` in lib/app.js; `patches` in lib/api-object.js | cdk8s rejected two objects for one file |
 */
export { FleetApp, type FleetAppProps } from './fleet-app';
export { ManifestObject, type ManifestObjectProps } from './manifest-object';
export { rejectOverwrittenFiles } from './overwritten-files';
export { resolveTokens } from './resolve-tokens';
