import { deserialize, serialize } from "node:v8";
import type { SchemaElement } from "hyparquet";
import type { ByteWriter, ColumnSource, ParquetWriter } from "hyparquet-writer";
import { parquetWriter } from "./parquet-packages.js";

/** Rows of a row group: some megabytes. */
const GROUP_ROWS = 200_000;

/** Of a file, in front of all rows. */
const BEGINNING = Buffer.from("PAR1");
const LENGTH_BYTES = 4;
const PLACE_BYTES = 8;

/** Some rows of a Parquet file, made without knowing where in it they will stand. */
export interface ParquetRows {
  readonly bytes: Uint8Array;
  /** What the end of the file has to say of them (`placedIndex`); empty where there is no row. */
  readonly index: Uint8Array;
}

type PageIndexes = ParquetWriter["pendingIndexes"];

/** Offsets are counted from the first byte of the rows. */
interface WrittenRows {
  readonly rowGroups: ParquetWriter["row_groups"];
  readonly pageIndexes: PageIndexes;
}

/** Makes a Parquet file, some rows at a time, which become row groups of their own: its beginning, rows, and its end. */
export class ParquetFile {
  readonly #schema: SchemaElement[];
  readonly #package: typeof import("hyparquet-writer");

  private constructor(schema: SchemaElement[], from: typeof import("hyparquet-writer")) {
    this.#schema = schema;
    this.#package = from;
  }

  /** @throws InputError where the package that writes Parquet is not installed */
  static async of(schema: SchemaElement[]): Promise<ParquetFile> {
    return new ParquetFile(schema, await parquetWriter());
  }

  get beginning(): Uint8Array {
    return BEGINNING;
  }

  /** Rows that stand one behind the other, whoever makes them. */
  async rows(columnData: ColumnSource[]): Promise<ParquetRows> {
    if (columnData[0].data.length === 0) return { bytes: new Uint8Array(), index: new Uint8Array() };
    const { writer, file } = this.#begun(0);
    await file.write({ columnData, rowGroupSize: GROUP_ROWS });
    const told: WrittenRows = { rowGroups: file.row_groups, pageIndexes: file.pendingIndexes };
    return { bytes: writer.getBytes(), index: serialize(told) };
  }

  /**
   * @param index what `placedIndex` has made of all rows, one behind the other
   * @param length bytes of the file so far
   */
  async end(index: Uint8Array, length: number): Promise<Uint8Array> {
    const { writer, file } = this.#begun(length);
    for (const { rowGroups, pageIndexes } of placedRows(index)) {
      for (const group of rowGroups) file.num_rows += group.num_rows;
      file.row_groups.push(...rowGroups);
      file.pendingIndexes.push(...pageIndexes);
    }
    await file.finish();
    return writer.getBytes();
  }

  /** @param offset where in the file the next byte stands */
  #begun(offset: number): { readonly writer: ByteWriter; readonly file: ParquetWriter } {
    const writer = new this.#package.ByteWriter(2 ** 20);
    const createdBy = "constrained-node-allocation-balancer";
    const file = new this.#package.ParquetWriter({ writer, schema: this.#schema, createdBy });
    // What stands at the very beginning is there.
    writer.index = 0;
    writer.offset = offset;
    return { writer, file };
  }
}

/** What `ParquetFile.end` is to know of rows. @param place where in the file their first byte stands */
export function placedIndex(index: Uint8Array, place: number): Uint8Array {
  if (index.length === 0) return index;
  const front = Buffer.alloc(LENGTH_BYTES + PLACE_BYTES);
  front.writeUInt32LE(index.length);
  front.writeDoubleLE(place, LENGTH_BYTES);
  return Buffer.concat([front, index]);
}

function* placedRows(index: Uint8Array): Generator<WrittenRows, void> {
  const bytes = Buffer.from(index.buffer, index.byteOffset, index.byteLength);
  for (let at = 0; at < bytes.length; ) {
    const from = at + LENGTH_BYTES + PLACE_BYTES;
    const to = from + bytes.readUInt32LE(at);
    const rows = deserialize(bytes.subarray(from, to)) as WrittenRows;
    moveTo(bytes.readDoubleLE(at + LENGTH_BYTES), rows);
    yield rows;
    at = to;
  }
}

function moveTo(place: number, { rowGroups, pageIndexes }: WrittenRows): void {
  const by = BigInt(place);
  for (const { columns } of rowGroups) {
    for (const column of columns) {
      column.file_offset += by;
      const { meta_data: told } = column;
      if (told === undefined) continue;
      told.data_page_offset += by;
      if (told.dictionary_page_offset !== undefined) told.dictionary_page_offset += by;
    }
  }
  for (const { offsetIndex } of pageIndexes) for (const page of offsetIndex?.page_locations ?? []) page.offset += by;
}

/** A whole file in pieces. */
export async function* parquetPieces(
  schema: SchemaElement[],
  groups: Iterable<ColumnSource[]>,
): AsyncGenerator<Uint8Array, void> {
  const file = await ParquetFile.of(schema);
  const indexes: Uint8Array[] = [];
  let length = file.beginning.length;
  yield file.beginning;
  for (const columnData of groups) {
    const { bytes, index } = await file.rows(columnData);
    indexes.push(placedIndex(index, length));
    length += bytes.length;
    yield bytes;
  }
  yield await file.end(Buffer.concat(indexes), length);
}
