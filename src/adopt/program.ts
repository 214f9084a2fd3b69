import type { SourceRef } from '../../imports/gitops.kubesphere.io';
import { isFilled, omit, type ValueMap, withoutUndefined } from '../json';
import { objectId } from '../kubernetes';
import { Code, printImport, printString, printTypeImport, printValue } from '../typescript';
import type { AdoptedApplication, AdoptedTarget } from './adopted';
import type { Origin } from './delivery';
import { distinct } from './groups';
import { Identifiers } from './identifiers';
import { isEmpty, type Layers, layersOf } from './layers';
import { propsOfMetadata } from './metadata-props';
import { type ClusterFile, ProgramClusters } from './program-clusters';
import { idOf, inOrder, References } from './references';
import type { AdoptedSource } from './sources';

/** The contents of a program. */
export interface ProgramParts {
  readonly applications: readonly AdoptedApplication[];
  readonly sources: readonly AdoptedSource[];
}

/** Prints a complete TypeScript program that creates these applications and sources with the constructs. */
export function printProgram({ applications, sources }: ProgramParts, file?: ClusterFile): string {
  const program = new Program(applications, file);
  for (const source of sources) program.addSource(source);
  for (const application of inOrder(applications)) program.addApplication(application);
  return program.toString();
}

/** Prints a complete TypeScript file with a Chart class that creates this application, for use in an existing App. */
export function printChart(application: AdoptedApplication): string {
  const program = new Program([application], undefined, application);
  program.addApplication(application);
  return program.toString();
}

/** The indentation of each line in a class. */
const IN_CLASS = '    ';

/** Builds a program, one source or application at a time. */
class Program {
  private readonly identifiers: Identifiers;
  /** The indentation of each line. */
  private readonly indent: string;
  private readonly fluxapp = new Set<string>();
  private readonly clusters: ProgramClusters;
  /** The charts, by namespace. */
  private readonly charts = new Map<string, ProgramChart>();
  private readonly charted: string[] = [];
  private readonly body: string[] = [];
  /** The variable of each source and application, by id. */
  private readonly variables = new Map<string, string>();
  private readonly references: References;

  constructor(
    private readonly applications: readonly AdoptedApplication[],
    file: ClusterFile | undefined,
    /** Prints a class for this application only. @default - prints a program */
    private readonly ofClass?: AdoptedApplication,
  ) {
    this.indent = ofClass ? IN_CLASS : '';
    this.identifiers = new Identifiers(ofClass ? PARAMETERS : []);
    this.clusters = new ProgramClusters(applications, this.identifiers, this.fluxapp, file);
    this.references = new References(applications);
  }

  addSource({ kind, namespace, name, metadata, spec }: AdoptedSource): void {
    const chart = this.chart(namespace);
    const id = chart.take(name, 'source');
    const own = withoutUndefined({ name: id === name ? undefined : name, ...metadata });
    const { interval, ...rest } = spec;
    const props = withoutUndefined({
      metadata: isFilled(own) ? own : undefined,
      ...rest,
      interval: interval === '10m' ? undefined : interval,
    });
    const variable = this.variable(objectId({ kind, namespace, name }), name, 'Source');
    const head = `new ${this.uses(kind)}(${chart.variable}, ${printString(id)}, `;
    this.define(variable, `${head}${this.value(props, `const ${variable} = ${head}`)})`);
  }

  addApplication(application: AdoptedApplication): void {
    const { kind, namespace, name, metadata } = application;
    const chart = this.chart(namespace);
    const { saveTemplate, rollout, ...own } = propsOfMetadata(metadata, application.origin);
    const config = this.config(application, chart, saveTemplate);
    const field = kind === 'HelmRelease' ? 'helmRelease' : 'kustomization';
    const props = withoutUndefined({ ...own, [field]: config, rollout });
    const head = `new ${this.uses('FluxApplication')}(${chart.variable}, ${printString(name)}, `;
    const made = `${head}${this.value(props, head)})`;
    const id = idOf(application);
    if (this.references.isNamed(id)) this.define(this.variable(id, name, 'Application'), made);
    else this.body.push(`${this.indent}${made};\n`);
  }

  toString(): string {
    return this.ofClass ? this.printClass(this.ofClass) : this.printProgram();
  }

  private printClass({ namespace, name }: AdoptedApplication): string {
    const called = classNameOf(name, [...this.fluxapp, 'Chart', 'Construct']);
    const text = printString;
    return [
      printImport(['Chart'], 'cdk8s'),
      printImport(this.fluxapp, 'cdk8s-fluxapp'),
      printTypeImport(['Construct'], 'constructs'),
      `\nexport class ${called} extends Chart {\n`,
      `  constructor(scope: Construct, id = ${text(name)}) {\n`,
      `${IN_CLASS}super(scope, id, { namespace: ${text(namespace)} });\n\n`,
      [this.clusters.toString(this.indent), ...this.body].filter((part) => part !== '').join('\n'),
      '  }\n}\n',
    ].join('');
  }

  private printProgram(): string {
    return [
      `${printImport(['App', 'Chart'], 'cdk8s')}${printImport(this.fluxapp, 'cdk8s-fluxapp')}`,
      'const app = new App();\n',
      this.clusters.toString(),
      this.charted.join(''),
      ...this.body,
      'app.synth();\n',
    ]
      .filter((part) => part !== '')
      .join('\n');
  }

  /** Prints a literal that follows `head` in its line. */
  private value(value: unknown, head: string): string {
    return printValue(value, this.indent, this.indent.length + head.length + 2);
  }

  private config(application: AdoptedApplication, chart: ProgramChart, saveTemplate: true | undefined): ValueMap {
    const { origin, targets } = application;
    const charts = targets.map((target) => this.ownChart(target.origin, application, chart));
    const resolved = { ...application, targets: targets.map((target) => this.withReferences(target, application)) };
    const layers = layersOf(resolved, charts, (target) => this.clusters.labelsOf(target.cluster));
    const overrides = layers.overrides.map(({ matchLabels, fields }) => ({ matchLabels, ...fields }));
    return withoutUndefined({
      source: origin.sourceRef && new Code(this.source(origin.sourceRef, chart)),
      template: origin.template === undefined ? undefined : new Code(this.template(origin.template, chart)),
      chart: origin.chart && chartProps(origin.chart as unknown as ValueMap),
      saveTemplate,
      defaults: isEmpty(layers.defaults) ? undefined : layers.defaults,
      overrides: overrides.length === 0 ? undefined : overrides,
      deploy: this.deploy(targets, layers),
    });
  }

  private ownChart(origin: Origin | undefined, { namespace }: AdoptedApplication, chart: ProgramChart): ValueMap {
    const { sourceRef, template, chart: own } = origin ?? {};
    const ref = sourceRef && { ...sourceRef, namespace: sourceRef.namespace ?? namespace };
    return withoutUndefined({
      chart: own,
      source: ref && new Code(this.source(ref, chart)),
      template: template === undefined ? undefined : new Code(this.template(template, chart)),
    });
  }

  /** Consecutive targets that differ only in their cluster become a loop. */
  private deploy(targets: readonly AdoptedTarget[], { own }: Layers): unknown[] {
    const entries: unknown[] = [];
    for (let index = 0; index < targets.length; ) {
      const target = targets[index] as AdoptedTarget;
      const { targetNamespace } = target.destination;
      const isAlike = (each: number) => {
        const other = targets[each];
        return (
          isEmpty(own[each]) && other?.name === undefined && other?.destination.targetNamespace === targetNamespace
        );
      };
      let end = index;
      while (end < targets.length && isAlike(end)) end++;
      if (end - index >= LOOP_FROM) {
        const variables = targets.slice(index, end).map(({ cluster }) => new Code(this.clusters.variable(cluster)));
        const list = printValue(variables, `${this.indent}      `);
        entries.push(
          new Code(`...${list}.map((cluster) => ({ destination: ${namespaceOf('cluster', targetNamespace)} }))`),
        );
        index = end;
        continue;
      }
      const destination = new Code(namespaceOf(this.clusters.variable(target.cluster), targetNamespace));
      entries.push(withoutUndefined({ name: target.name, destination, ...own[index] }));
      index++;
    }
    return entries;
  }

  /** The target with variables instead of names where it depends on a whole application. */
  private withReferences(target: AdoptedTarget, application: AdoptedApplication): AdoptedTarget {
    const { dependsOn } = target.fields;
    if (!Array.isArray(dependsOn)) return target;
    const resolved = dependsOn.map((dependency: unknown) => {
      const id = this.references.applicationOf(dependency, target, application);
      const variable = id === undefined ? undefined : this.variables.get(id);
      return variable === undefined ? dependency : new Code(variable);
    });
    return { ...target, fields: { ...target.fields, dependsOn: resolved } };
  }

  private source({ kind, name, namespace }: SourceRef, chart: ProgramChart): string {
    return this.reference(kind, name, namespace ?? chart.namespace, chart);
  }

  private template(name: string, chart: ProgramChart): string {
    return this.reference('HelmTemplate', name, chart.namespace, chart);
  }

  /** The variable of an object that is created here, or of an existing one that a chart refers to. */
  private reference(construct: string, name: string, namespace: string, chart: ProgramChart): string {
    const made = objectId({ kind: construct, namespace, name });
    // a reference without a namespace resolves to that of its chart: charts cannot share it
    const id = JSON.stringify([made, chart.namespace]);
    const known = this.variables.get(made) ?? this.variables.get(id);
    if (known !== undefined) return known;
    const variable = this.variable(id, name, construct === 'HelmTemplate' ? 'Template' : 'Source');
    const options = namespace === chart.namespace ? '' : `, ${printValue({ namespace })}`;
    const own = chart.take(name, construct === 'HelmTemplate' ? 'template' : 'source');
    const args = `${chart.variable}, ${printString(own)}, ${printString(name)}${options}`;
    this.define(variable, `${this.uses(construct)}.fromName(${args})`);
    return variable;
  }

  private chart(namespace: string): ProgramChart {
    const known = this.charts.get(namespace);
    if (known !== undefined) return known;
    const variable = this.ofClass ? 'this' : this.identifiers.take(namespace, 'Chart');
    const names = this.applications.filter((each) => each.namespace === namespace).map(({ name }) => name);
    const chart = new ProgramChart(namespace, variable, names);
    this.charts.set(namespace, chart);
    const text = printString(namespace);
    this.charted.push(`const ${variable} = new Chart(app, ${text}, { namespace: ${text} });\n`);
    return chart;
  }

  private variable(id: string, name: string, behind: string): string {
    const variable = this.identifiers.take(name, behind);
    this.variables.set(id, variable);
    return variable;
  }

  private define(variable: string, expression: string): void {
    this.body.push(`${this.indent}const ${variable} = ${expression};\n`);
  }

  private uses(name: string): string {
    this.fluxapp.add(name);
    return name;
  }
}

/** The parameter names of the constructor in a class. */
const PARAMETERS = ['scope', 'id'];

/** The class name for an application: one that the file does not use already. */
function classNameOf(name: string, taken: readonly string[]): string {
  const identifier = new Identifiers().take(name).replace(/^[a-z]/, (first) => first.toUpperCase());
  return taken.includes(identifier) ? `${identifier}Application` : identifier;
}

/** The minimum number of targets, different only in their cluster, for which a loop is shorter. */
const LOOP_FROM = 3;

function namespaceOf(cluster: string, namespace: string | undefined): string {
  return namespace === undefined ? `${cluster}.allNamespaces()` : `${cluster}.namespace(${printString(namespace)})`;
}

/** The chart without the defaults that lowering fills in. */
function chartProps(chart: ValueMap): ValueMap {
  const { version, interval, ...rest } = chart;
  return withoutUndefined({
    chart: rest.chart,
    version: version === '*' ? undefined : version,
    interval: interval === '10m' ? undefined : interval,
    ...omit(rest, ['chart']),
  });
}

/** A Chart of a program: the scope of the constructs of a namespace. */
class ProgramChart {
  private readonly taken: Set<string>;

  /** @param applications the names of its applications, which are their ids */
  constructor(
    readonly namespace: string,
    readonly variable: string,
    applications: readonly string[],
  ) {
    this.taken = new Set(applications);
  }

  /** Takes the id of a construct with this name, with a suffix if the name is taken. */
  take(name: string, behind: string): string {
    const wanted = this.taken.has(name) ? `${name}-${behind}` : name;
    const id = distinct(wanted, (candidate) => this.taken.has(candidate));
    this.taken.add(id);
    return id;
  }
}
