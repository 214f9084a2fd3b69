export {
  type InterfaceMember,
  listType,
  literalType,
  printComment,
  printInterface,
  printTypeImport,
} from './print';
