import type { FlatTree } from "../tree/flat-tree.js";
import { AllocationLines } from "./allocation-lines.js";
import { AllocationParquet } from "./allocation-parquet.js";
import type { BlockWriter, WrittenBlock } from "./block-writer.js";
import type { TimeKind } from "./step-times.js";
import { WideLines } from "./wide-lines.js";
import { WideParquet } from "./wide-parquet.js";

/** What is written of allocations, and how. */
export interface AllocationForm {
  /** `"curtailed"`: none but the leaves whose dispatch is not their request, and those without an answer. */
  readonly only?: "curtailed" | undefined;
  /** A row a step and a column a leaf, in place of a row for each of both. Excludes `only`. */
  readonly wide?: boolean | undefined;
  /** Parquet in place of CSV. */
  readonly isParquet: boolean;
  /** How the profiles have their times, and Parquet has them then. */
  readonly timeKind: TimeKind;
}

/**
 * Who writes allocations.
 * @throws InputError where the package that writes Parquet is not installed; as `WideLines` and `WideParquet.open`
 */
export async function allocationWriter(
  tree: FlatTree,
  { only, wide, isParquet, timeKind }: AllocationForm,
): Promise<BlockWriter<WrittenBlock>> {
  if (isParquet) return wide ? WideParquet.open(tree, timeKind) : AllocationParquet.open(tree, timeKind, only);
  return wide ? new WideLines(tree) : new AllocationLines(tree, only);
}
