import type { ComponentProps, JSX } from 'preact';
import { Icon } from './icons';

interface NoticeProps {
  readonly sign: ComponentProps<typeof Icon>['name'];
  readonly title: string;
  readonly text?: string;
  /** Whether nothing else is on the page. @default false */
  readonly alone?: boolean;
  /** Address and words of a link. */
  readonly link?: readonly [address: string, words: string];
}

/** A message about the page as a whole. */
export function Notice({ sign, title, text, link, alone = false }: NoticeProps): JSX.Element {
  const Title = alone ? 'h1' : 'p';
  return (
    <div class="notice" role="status">
      <Icon name={sign} />
      <div>
        <Title class="notice-title">{title}</Title>
        {text !== undefined && <p>{text}</p>}
        {link && (
          <p>
            <a href={link[0]}>{link[1]}</a>
          </p>
        )}
      </div>
    </div>
  );
}

/** An error message of the command, which is in English. */
export function Warning({ text }: { readonly text: string }): JSX.Element {
  return (
    <p class="warning" role="alert" lang="en">
      <Icon name="warning" />
      {text}
    </p>
  );
}
