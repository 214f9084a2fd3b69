import type { SourceRef } from '../../imports/gitops.kubesphere.io';
import { SOURCE_API_VERSION } from '../model/gitops';
import { present } from './objects';

/** A reference to a source, in the API version that every supported Flux serves whichever the Application names. */
export function lowerSourceRef({ apiVersion, kind, name, namespace }: SourceRef): SourceRef {
  return present({ apiVersion: apiVersion && SOURCE_API_VERSION, kind, name, namespace });
}
