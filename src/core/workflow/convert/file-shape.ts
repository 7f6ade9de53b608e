/** The shape that old pages ask of a file before they repair its links; a file of another shape is loaded as it is. */

import { isJsonArray, isJsonObject, type Json, member } from '../../../base/json.ts';

type Check = (value: Json | undefined) => boolean;

const isNumber: Check = (value) => typeof value === 'number';
const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const nullable =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const either =
  (...checks: readonly Check[]): Check =>
  (value) =>
    checks.some((check) => check(value));
const listOf =
  (check: Check): Check =>
  (value) =>
    isJsonArray(value) && value.every(check);
const tupleOf =
  (...checks: readonly Check[]): Check =>
  (value) =>
    isJsonArray(value) &&
    value.length === checks.length &&
    checks.every((check, index) => check(value[index]));
const shapeOf =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isJsonObject(value) &&
    Object.entries(fields).every(([key, check]) => check(member(value, key)));

const isInteger: Check = (value) => Number.isInteger(value);
const isNodeId = either(isInteger, isText);
const isSlot = either(
  isInteger,
  (value) => typeof value === 'string' && !Number.isNaN(Number.parseInt(value, 10)),
);
const isType = either(isText, listOf(isText), isNumber);
const isPoint = either(shapeOf({ '0': isNumber, '1': isNumber }), tupleOf(isNumber, isNumber));
const isUuid: Check = (value) =>
  typeof value === 'string' &&
  /^[0-9a-f]{8}\b-[0-9a-f]{4}\b-[0-9a-f]{4}\b-[0-9a-f]{4}\b-[0-9a-f]{12}$/i.test(value);
const isUrl: Check = (value) => typeof value === 'string' && URL.canParse(value);

const isModelFile = shapeOf({
  name: isText,
  url: isUrl,
  hash: optional(isText),
  hash_type: optional(isText),
  directory: isText,
});
const isLinkList = tupleOf(isNumber, isNodeId, isSlot, isNodeId, isSlot, isType);
const isLinkObject = shapeOf({
  id: isNumber,
  origin_id: isNodeId,
  origin_slot: isSlot,
  target_id: isNodeId,
  target_slot: isSlot,
  type: isType,
  parentId: optional(isNumber),
});
const isReroute = shapeOf({
  id: isNumber,
  parentId: optional(isNumber),
  pos: isPoint,
  linkIds: optional(nullable(listOf(isNumber))),
  floating: optional(shapeOf({ slotType: (value) => value === 'input' || value === 'output' })),
});
const isOutput = shapeOf({
  name: isText,
  type: isType,
  links: optional(nullable(listOf(isNumber))),
  slot_index: optional(isSlot),
});
const inputFields = {
  name: isText,
  type: isType,
  link: optional(nullable(isNumber)),
  slot_index: optional(isSlot),
};
const isFlags = shapeOf({
  collapsed: optional(isFlag),
  pinned: optional(isFlag),
  allow_interaction: optional(isFlag),
  horizontal: optional(isFlag),
  skip_repeated_outputs: optional(isFlag),
});

const isPackId: Check = (value) =>
  typeof value === 'string' &&
  value.length <= 100 &&
  /^[a-zA-Z0-9](?:[a-zA-Z0-9._-]*[a-zA-Z0-9])?$/.test(value);
const isAuxiliaryId: Check = (value) => {
  if (typeof value !== 'string') return false;
  const [owner = '', name = '', ...rest] = value.split('/');
  const isOwner = /^(?!-)(?!.*--)[a-zA-Z0-9-]+(?<!-)$/.test(owner);
  return rest.length === 0 && isOwner && isPackId(name);
};
const isVersion: Check = (value) =>
  typeof value === 'string' &&
  (/^v?(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([\da-z-]+(?:\.[\da-z-]+)*))?(?:\+([\da-z-]+(?:\.[\da-z-]+)*))?$/.test(
    value,
  ) ||
    /^v?[0-9a-f]{4,40}$/i.test(value) ||
    value === 'unknown');

const isNode = shapeOf({
  id: isNodeId,
  type: isText,
  pos: isPoint,
  size: isPoint,
  flags: isFlags,
  order: isNumber,
  mode: isNumber,
  inputs: optional(listOf(shapeOf(inputFields))),
  outputs: optional(listOf(isOutput)),
  properties: shapeOf({
    'Node name for S&R': optional(isText),
    cnr_id: optional(isPackId),
    aux_id: optional(isAuxiliaryId),
    ver: optional(isVersion),
    models: optional(listOf(isModelFile)),
  }),
  widgets_values: optional(either(isJsonArray, isJsonObject)),
  color: optional(isText),
  bgcolor: optional(isText),
});
const isGroup = shapeOf({
  id: optional(isNumber),
  title: isText,
  bounding: tupleOf(isNumber, isNumber, isNumber, isNumber),
  color: optional(isText),
  font_size: optional(isNumber),
  locked: optional(isFlag),
});
const isExtra = shapeOf({
  ds: optional(shapeOf({ scale: isNumber, offset: isPoint })),
  frontendVersion: optional(isText),
  linkExtensions: optional(listOf(shapeOf({ id: isNumber, parentId: isNumber }))),
  reroutes: optional(listOf(isReroute)),
});
const isConfig = shapeOf({ links_ontop: optional(isFlag), align_to_grid: optional(isFlag) });
const isSlotList = optional(
  listOf(
    shapeOf({ ...inputFields, id: isUuid, type: isText, linkIds: optional(listOf(isNumber)) }),
  ),
);

const graphFields = {
  id: optional(isUuid),
  revision: optional(isNumber),
  config: optional(nullable(isConfig)),
  groups: optional(listOf(isGroup)),
  nodes: listOf(isNode),
  floatingLinks: optional(listOf(isLinkObject)),
  extra: optional(nullable(isExtra)),
  models: optional(listOf(isModelFile)),
};
const newFields = {
  ...graphFields,
  version: (value: Json | undefined) => value === 1,
  state: shapeOf({
    lastGroupId: isNumber,
    lastNodeId: isNumber,
    lastLinkId: isNumber,
    lastRerouteId: isNumber,
  }),
  links: optional(listOf(isLinkObject)),
  reroutes: optional(listOf(isReroute)),
};

/** Deeper nested definitions are never of valid shape. */
const maxDepth = 100;

function hasValidDefinitions(value: Json | undefined, depth: number): boolean {
  if (value === undefined) return true;
  if (depth > maxDepth || !isJsonObject(value)) return false;
  const list = member(value, 'subgraphs');
  return isJsonArray(list) && list.every((each) => isDefinition(each, depth + 1));
}

const isBorderNode = shapeOf({
  id: isNodeId,
  bounding: tupleOf(isNumber, isNumber, isNumber, isNumber),
  pinned: optional(isFlag),
});
const hasDefinitionFields = shapeOf({
  ...newFields,
  id: isUuid,
  revision: isNumber,
  name: isText,
  inputNode: isBorderNode,
  outputNode: isBorderNode,
  inputs: isSlotList,
  outputs: isSlotList,
  widgets: optional(listOf(shapeOf({ id: isText, name: isText }))),
});

function isDefinition(value: Json, depth: number): boolean {
  return (
    isJsonObject(value) &&
    hasDefinitionFields(value) &&
    hasValidDefinitions(member(value, 'definitions'), depth)
  );
}

const hasNewFields = shapeOf(newFields);
const hasOldFields = shapeOf({
  ...graphFields,
  last_node_id: isNodeId,
  last_link_id: isNumber,
  links: listOf(isLinkList),
  version: isNumber,
});

/** True for a file of the shape that the page knows, in its old or new version. */
export function hasKnownShape(data: Json): boolean {
  if (!isJsonObject(data) || !hasValidDefinitions(member(data, 'definitions'), 0)) return false;
  return member(data, 'version') === 1 ? hasNewFields(data) : hasOldFields(data);
}
