import type { ComponentChildren, JSX } from 'preact';
import { useAge, useTexts } from '../context';
import type { Status } from './types';

/** The properties of an application. */
export function Facts({ status }: { readonly status: Status }): JSX.Element {
  const { application, columns, ago } = useTexts();
  const age = useAge()(status.created);
  const labels = Object.entries(status.labels ?? {});
  return (
    <dl class="panel facts">
      <Fact title={columns.type}>{status.type}</Fact>
      <Fact title={columns.source}>{status.source ?? application.none}</Fact>
      <Fact title={columns.revision}>
        <span class="revision">{status.revision ?? application.none}</span>
      </Fact>
      {age !== '' && <Fact title={application.made}>{ago(age)}</Fact>}
      {labels.length > 0 && (
        <Fact title={application.labels}>
          {labels.map(([key, value]) => (
            <code key={key} class="label">
              {key}={value}
            </code>
          ))}
        </Fact>
      )}
    </dl>
  );
}

/** A term and its value. */
export function Fact({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <div class="fact">
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}
