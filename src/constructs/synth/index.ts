/**
 * The code that depends on internals of cdk8s, and not only on its API. Each entry names the code of cdk8s 2.70 that it
 * relies on, and the change in cdk8s that would make it unnecessary. The tests of the package synthesize projects with
 * the oldest and the newest supported version.
 *
 * | file | why | relies on | unnecessary if |
 * |---|---|---|---|
 * | yaml-document | `yaml` writes some strings in a way that Kubernetes misreads: `0o17` as a number | `Yaml.stringify()` in lib/yaml.js, which lets a `Document` of `yaml` write itself (`Symbol.for('yaml.document')`) | cdk8s had an option for its YAML printer, or `yaml` quoted these strings |
 * | manifest-object | `ApiObject.toJson()` drops nulls and sorts keys; nulls in Helm values have a meaning | `ApiObject` in lib/api-object.js: it keeps `props` and reads only the fields that are used here | `sanitizeValue()` could be turned off for an object |
 * | manifest-metadata | `toJson()` resolves all metadata again, and most objects have only a name and a namespace; deleting a property costs 450 bytes per object | `ApiObjectMetadataDefinition` in lib/metadata.js: five methods write, and the constructor deletes `apiObject` from its argument | the constructor copied its argument |
 * | resolve-tokens | `resolve()` copies everything and drops empty values | `resolve()` and the three built-in resolvers in lib/resolve.js and lib/app.js | `resolve()` returned unchanged parts without copying them |
 * | synthesis-order | `App.synth()` takes exponential time for chains of dependencies | `resolveDependencies()` in lib/app.js and `DependencyGraph` in lib/dependency.js: the order is the same | `DependencyVertex.topology()` visited each vertex once |
 * | fleet-app, manifest-file | `App.synth()` validates once for every chart, and holds the text of a file in memory several times | `App.synth()` and `validate()` in lib/app.js: names of files, messages, environment variables | `App.synth()` validated once and wrote in chunks |
 * | overwritten-files | files for single objects are named only after kind and name, so one can overwrite another | the names of files in `App.synth()` in lib/app.js; `patches` in lib/api-object.js | cdk8s rejected two objects for one file |
 */
export { FleetApp, type FleetAppProps } from './fleet-app';
export { ManifestObject, type ManifestObjectProps } from './manifest-object';
export { rejectOverwrittenFiles } from './overwritten-files';
export { resolveTokens } from './resolve-tokens';
