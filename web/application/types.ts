import type { Detail, Route } from '../../src/page';

/** The address of an application, and of a target of it. */
export type ApplicationRoute = Extract<Route, { readonly page: 'application' }>;

/** An application in detail. */
export type Status = Detail['status'];

/** A target of it. */
export type Target = Status['targets'][number];

/** What a dialog about pausing is opened for. */
export interface PauseWish {
  readonly goal: 'resume' | 'suspend';
  /** @default - all clusters of the application */
  readonly cluster?: string;
}
