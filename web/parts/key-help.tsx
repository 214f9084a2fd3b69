import type { JSX, RefObject } from 'preact';
import { useTexts } from '../context';
import { Icon } from './icons';

/** The list of keys. */
export function KeyHelp({ dialog }: { readonly dialog: RefObject<HTMLDialogElement | null> }): JSX.Element {
  const { keys } = useTexts();
  const list = [
    [['/'], keys.find],
    [['f'], keys.onlyNotReady],
    [['g', 'h'], keys.home],
    [['←', '↑', '→', '↓'], keys.move],
    [['Ctrl', 'Home', 'End'], keys.ends],
    [['Enter'], keys.open],
    [['?'], keys.help],
    [['Esc'], keys.close],
  ] as const;
  return (
    <dialog class="dialog small" ref={dialog} aria-labelledby="keys-title">
      <div class="dialog-head">
        <h2 id="keys-title">{keys.title}</h2>
        <button type="button" class="button icon-only" aria-label={keys.close} onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </div>
      <dl class="keys">
        {list.map(([names, meaning]) => (
          <div key={meaning}>
            <dt>
              {names.map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
