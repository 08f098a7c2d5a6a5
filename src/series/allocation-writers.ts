import type { FlatTree } from "../tree/flat-tree.js";
import { AllocationLines } from "./allocation-lines.js";
import { AllocationParquet } from "./allocation-parquet.js";
import type { BlockWriter, WrittenBlock } from "./block-writer.js";
import type { BegunParquet } from "./parquet-file.js";
import type { TimeKind } from "./step-times.js";
import { WideLines } from "./wide-lines.js";
import { WideParquet } from "./wide-parquet.js";

/** What is written of allocations, and how. */
export interface AllocationForm {
  /** `"curtailed"`: none but the leaves whose dispatch is not their request, and those without an answer. */
  readonly only?: "curtailed" | undefined;
  /** A row a step and a column a leaf, in place of a row for each of both. Excludes `only`. */
  readonly wide?: boolean | undefined;
}

/** A writer whose text can be taken without waiting. */
interface TextWriter extends BlockWriter<WrittenBlock> {
  of(block: WrittenBlock): Iterable<string>;
}

/**
 * Who writes allocations as CSV.
 * @param isBegun whether the header is written, and some blocks
 * @throws InputError as `WideLines`
 */
export function allocationsAsCsv(tree: FlatTree, { only, wide }: AllocationForm, isBegun = false): TextWriter {
  return wide ? new WideLines(tree, isBegun) : new AllocationLines(tree, only, isBegun);
}

/**
 * Who writes allocations as Parquet.
 * @param begun what is written already
 * @throws InputError where the package that writes Parquet is not installed; as `WideParquet.open`
 */
export function allocationsAsParquet(
  tree: FlatTree,
  kind: TimeKind,
  { only, wide }: AllocationForm,
  begun?: BegunParquet,
): Promise<BlockWriter<WrittenBlock>> {
  return wide ? WideParquet.open(tree, kind, begun) : AllocationParquet.open(tree, kind, only, begun);
}
