/** From what a server says of a failure to the class that decides what may be tried again. */

import { type JsonObject, member } from '../../base/json.ts';
import { shortened } from '../../base/text.ts';
import type { ApiPrompt } from '../workflow/types.ts';
import { textOf, textsOf } from './frames.ts';
import type { NodeError, RunError, RunErrorClass, RunNode } from './types.ts';

/** torch's and ComfyUI's spellings, the older RuntimeError, Python's MemoryError, and a hosted service's OOMError. */
const memoryTypes = /(^|\.)(OutOfMemoryError|MemoryError|OOMError)$/;
const memoryText = /out of memory/i;

/** Returns the error of an `execution_error` frame or history message. */
export function errorOfExecution(data: JsonObject, prompt: ApiPrompt): RunError {
  const exception = textOf(member(data, 'exception_type')) ?? '';
  const message = (textOf(member(data, 'exception_message')) ?? '').trim();
  const id = textOf(member(data, 'node_id')) ?? '';
  const classType = textOf(member(data, 'node_type')) ?? '';
  return {
    class: classOfException(exception, message),
    message: shortened(message === '' ? exception : message, 2000),
    node: nodeOf(prompt, id, classType),
    exception,
    trace: shortTrace(textsOf(member(data, 'traceback'))),
  };
}

function classOfException(exception: string, message: string): RunErrorClass {
  if (memoryTypes.test(exception) || memoryText.test(message)) return 'out-of-memory';
  if (/(^|\.)ModelDownloadError$/.test(exception)) return 'model-missing';
  if (exception === 'FileNotFoundError' && /^Model in folder/.test(message)) return 'model-missing';
  return 'node-failed';
}

/** Returns id, title and class of a node; a node inside an expansion (`5.0.0.2`) keeps its id as title. */
export function nodeOf(prompt: ApiPrompt, id: string, classType = ''): RunNode {
  const node = Object.hasOwn(prompt, id) ? prompt[id] : undefined;
  const title = node?._meta === undefined ? undefined : textOf(member(node._meta, 'title'));
  const type = node?.class_type ?? classType;
  return {
    id,
    title: title ?? (type === '' ? id : type),
    classType: type === '' ? classType : type,
  };
}

const frameLine = /File "([^"]*)", line (\d+), in (\S+)/;
const longestTrace = 4;

/** Returns the innermost frames as `file.py:12 in run`: no folders of the server, no source lines, no values. */
function shortTrace(traceback: readonly string[]): readonly string[] {
  return traceback
    .map((line) => frameLine.exec(line))
    .filter((match) => match !== null)
    .map(
      ([, file, line, name]) =>
        `${(file ?? '').split(/[\\/]/).slice(-2).join('/')}:${line} in ${name}`,
    )
    .slice(-longestTrace);
}

/** ComfyUI's `supported_pt_extensions` (folder_paths.py) and two that node packs add. */
const modelFile = /\.(ckpt|pt|pt2|bin|pth|safetensors|pkl|sft|gguf|onnx)$/i;

function givenValue(prompt: ApiPrompt, { node, input }: NodeError): string {
  const inputs = Object.hasOwn(prompt, node) ? prompt[node]?.inputs : undefined;
  return (inputs === undefined ? undefined : textOf(member(inputs, input ?? ''))) ?? '';
}

/** Returns the error of a refused prompt; a model input whose value is not in its list is a missing model. */
export function errorOfValidation(
  message: string,
  nodeErrors: readonly NodeError[],
  prompt: ApiPrompt,
  isModelInput: (node: string, input: string) => boolean,
): RunError {
  const missing = nodeErrors.find(
    (each) =>
      each.type === 'value_not_in_list' &&
      (isModelInput(each.node, each.input ?? '') || modelFile.test(givenValue(prompt, each))),
  );
  const first = missing ?? nodeErrors[0];
  return {
    class: missing === undefined ? 'validation' : 'model-missing',
    message: first === undefined ? message : `${first.message}: ${shortened(first.details, 500)}`,
    ...(first === undefined ? {} : { node: nodeOf(prompt, first.node, first.classType) }),
    details: nodeErrors.map(
      (each) =>
        `node ${each.node} (${each.classType}): ${each.message}${each.details === '' ? '' : `, ${shortened(each.details, 300)}`}`,
    ),
  };
}
