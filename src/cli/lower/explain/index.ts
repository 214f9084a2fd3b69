export { explainInput, layersOf } from './explain-input';
export { formatTable } from './explanation';
export { canSet, filterLayers, type LayerFilter } from './layer-filter';
