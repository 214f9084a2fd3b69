import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type ApiObject, App, type AppProps, Chart, Names, YamlOutputType } from 'cdk8s';
import { type Manifest, ManifestObject, type SynthesisOrder, synthesisOrder, writeManifests } from './synth';

/**
 * An App of cdk8s that writes the same objects to the same files, in the same order, in a fraction of the time: for
 * fleets of thousands of objects. `app.synth()` does what that of cdk8s does, with these differences:
 *
 * - constructs are validated once, and not once more for every chart
 * - a file is written bit by bit, and takes its place when it is complete
 * - all YAML is this package's, which every reader of YAML 1.1 and 1.2 understands as it is meant; that of objects of
 *   cdk8s may differ from what an App writes in quotes and in where lines are broken
 *
 * It writes one file for each chart, or one for the app. What else an App can do, `FILE_PER_RESOURCE` and recording
 * metadata, it leaves to cdk8s.
 */
export class FleetApp extends App {
  private readonly records: boolean;

  constructor(props: AppProps = {}) {
    super(props);
    this.records = props.recordConstructMetadata ?? process.env.CDK8S_RECORD_CONSTRUCT_METADATA === 'true';
  }

  /** Writes all manifests to the output directory. */
  override synth(): void {
    if (this.records || !WRITERS.has(this.yamlOutputType)) {
      super.synth();
      return;
    }
    mkdirSync(this.outdir, { recursive: true });
    this.validate();
    const order = synthesisOrder(this);
    if (order === undefined) {
      super.synth(); // says what the circle is
      return;
    }
    for (const { name, objects } of filesOf(order, this.yamlOutputType)) {
      writeManifests(join(this.outdir, `${name}${this.outputFileExtension}`), objects());
    }
  }

  private validate(): void {
    const errors = this.node
      .findAll()
      .flatMap(({ node }) => node.validate().map((message) => `[${node.path}] ${message}`));
    if (errors.length === 0) return;
    throw new Error(`Validation failed with the following errors:\n  ${errors.join('\n  ')}`); // the words of cdk8s
  }
}

interface ManifestFile {
  readonly name: string;
  readonly objects: () => Iterable<Manifest>;
}

/** The output types that are written here. */
const WRITERS: ReadonlySet<YamlOutputType> = new Set([YamlOutputType.FILE_PER_APP, YamlOutputType.FILE_PER_CHART]);

function filesOf(order: SynthesisOrder, type: YamlOutputType): ManifestFile[] {
  const { charts, hasDependentCharts } = order;
  if (type === YamlOutputType.FILE_PER_APP) {
    return charts.length === 0 ? [] : [{ name: 'app', objects: () => manifestsOf(charts, order) }];
  }
  return charts.map((chart, index) => {
    const name = Names.toDnsLabel(chart);
    return {
      name: hasDependentCharts ? `${String(index).padStart(4, '0')}-${name}` : name,
      objects: () => manifestsOf([chart], order),
    };
  });
}

function* manifestsOf(charts: readonly Chart[], order: SynthesisOrder): Iterable<Manifest> {
  for (const chart of charts) {
    if (chart.toJson === Chart.prototype.toJson) {
      for (const object of order.objectsOf(chart)) yield manifestOf(object);
    } else for (const object of Object.values(chart.toJson())) yield { object }; // a chart of another copy of cdk8s, or one that does something else
  }
}

/** The class of this package is told by its method: cdk8s takes every ApiObject for an instance of it. */
function manifestOf(object: ApiObject): Manifest {
  const isOwn = object.toJson === ManifestObject.prototype.toJson;
  return isOwn ? { yaml: (object as ManifestObject).toYaml() } : { object: object.toJson() };
}
