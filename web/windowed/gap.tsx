import type { JSX } from 'preact';

interface GapProps {
  /** In pixels. */
  readonly height: number;
  readonly columns: number;
}

/** Occupies the height of the rows of a table that are not drawn. */
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
