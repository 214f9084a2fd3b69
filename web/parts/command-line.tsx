import { Fragment, type JSX } from 'preact';
import { CopyButton } from './copy';

/** A command, and a button that copies it. */
export function CommandLine({ command }: { readonly command: string }): JSX.Element {
  return (
    <div class="command">
      <code>
        {command.split(' ').map((word, index) => (
          // no line break after the dash of an option such as -n
          <Fragment key={`${index} ${word}`}>
            {index > 0 && ' '}
            <span>{word}</span>
          </Fragment>
        ))}
      </code>
      <CopyButton text={command} />
    </div>
  );
}
