import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type ApiObject, App, type AppProps, Chart, Names, YamlOutputType } from 'cdk8s';
import { ApplicationFormat, type ApplicationFormatName } from '../application-format';
import { Diagnostics, type StrictOption } from '../diagnostics';
import { type Manifest, writeManifests } from './manifest-file';
import { ManifestObject } from './manifest-object';
import { rejectOverwrittenFiles } from './overwritten-files';
import { type SynthesisOrder, synthesisOrder } from './synthesis-order';

/** Options of a {@link FleetApp}. */
export interface FleetAppProps extends AppProps {
  /**
   * The warnings of this package that become errors. In any other App, use `Diagnostics.of(app).strict()`.
   *
   * @default false
   */
  readonly strict?: StrictOption;
  /**
   * The format of the Applications. In any other App, use `ApplicationFormat.of(app).use()`.
   *
   * @default 'explicit'
   */
  readonly applicationFormat?: ApplicationFormatName;
}

/**
 * A cdk8s App that writes the same objects to the same files, in the same order, in about half the time: for fleets of
 * thousands of objects. `app.synth()` behaves like that of cdk8s, with these differences:
 *
 * - constructs are validated once, instead of once for every chart
 * - a file is written in chunks, and replaces the old file when it is complete
 * - this package prints all YAML, so that readers of YAML 1.1 and 1.2 agree on it; for objects of cdk8s, quotes and
 *   line breaks may differ from the output of an App
 *
 * It writes one file per chart, or one for the app. `FILE_PER_RESOURCE`, folders and recorded metadata are left to
 * cdk8s.
 *
 * @example
 *
 *   const app = new FleetApp();
 *   new Chart(app, 'web', { namespace: 'web' });
 *   app.synth();
 */
export class FleetApp extends App {
  private readonly records: boolean;

  constructor(props: FleetAppProps = {}) {
    super(props);
    if (props.strict !== undefined) Diagnostics.of(this).strict(props.strict);
    if (props.applicationFormat !== undefined) ApplicationFormat.of(this).use(props.applicationFormat);
    rejectOverwrittenFiles(this);
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
      super.synth(); // reports the cycle
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
    throw new Error(`Validation failed with the following errors:\n  ${errors.join('\n  ')}`); // the message of cdk8s
  }
}

interface ManifestFile {
  readonly name: string;
  readonly objects: () => Iterable<Manifest>;
}

/** The output types that a FleetApp writes itself. */
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
      continue;
    }
    // a chart that overrides toJson(), or one of another copy of cdk8s
    for (const object of Object.values(chart.toJson())) yield { object };
  }
}

/** Not instanceof: `ApiObject[Symbol.hasInstance]` accepts every ApiObject for its subclasses too. */
function manifestOf(object: ApiObject): Manifest {
  const isOwn = object.toJson === ManifestObject.prototype.toJson;
  return isOwn ? { yaml: (object as ManifestObject).toYaml() } : { object: object.toJson() };
}
