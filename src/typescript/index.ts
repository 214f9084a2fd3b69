export {
  Code,
  type InterfaceMember,
  listType,
  literalType,
  printComment,
  printImport,
  printInterface,
  printString,
  printTypeImport,
  printValue,
} from './print';
