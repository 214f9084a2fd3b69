import type { JSX } from 'preact';

interface GapProps {
  /** In pixels. */
  readonly height: number;
  readonly columns: number;
}

/** The rows of a table that are not drawn, as high as they would be. */
export function Gap({ height, columns }: GapProps): JSX.Element | null {
  if (height === 0) return null;
  return (
    <tbody class="gap" aria-hidden="true">
      <tr>
        <td colSpan={columns} style={{ height: `${height}px` }} />
      </tr>
    </tbody>
  );
}
