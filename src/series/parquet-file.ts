import { deserialize, serialize } from "node:v8";
import type { SchemaElement } from "hyparquet";
import type { ByteWriter, ColumnSource, ParquetWriter } from "hyparquet-writer";
import { parquetWriter } from "./parquet-packages.js";

/** Rows of a row group: some megabytes. */
const GROUP_ROWS = 200_000;

const LENGTH_BYTES = 4;

/** What another process has written of a file. */
export interface BegunParquet {
  /** Bytes. */
  readonly length: number;
  /** What `takeIndex` has told of its rows, one behind the other. */
  readonly index: Uint8Array;
}

/** What the end of a file has to say of some rows. */
interface WrittenRows {
  readonly rowGroups: ParquetWriter["row_groups"];
  readonly pageIndexes: ParquetWriter["pendingIndexes"];
}

/** Writes a Parquet file, some rows at a time, which become row groups of their own. */
export class ParquetFile {
  readonly #writer: ByteWriter;
  readonly #file: ParquetWriter;
  #groupsTaken = 0;
  #indexesTaken = 0;

  private constructor(writer: ByteWriter, file: ParquetWriter) {
    this.#writer = writer;
    this.#file = file;
  }

  /**
   * @param begun what is there already of it
   * @throws InputError where the package that writes Parquet is not installed
   */
  static async open(schema: SchemaElement[], begun?: BegunParquet): Promise<ParquetFile> {
    const packaged = await parquetWriter();
    const writer = new packaged.ByteWriter(2 ** 20);
    const createdBy = "constrained-node-allocation-balancer";
    const opened = new ParquetFile(writer, new packaged.ParquetWriter({ writer, schema, createdBy }));
    if (begun) opened.#goOn(begun);
    return opened;
  }

  /** @returns the next bytes of the file */
  async write(columnData: ColumnSource[]): Promise<Uint8Array> {
    if (columnData[0].data.length > 0) await this.#file.write({ columnData, rowGroupSize: GROUP_ROWS });
    return this.#written();
  }

  /** @returns the last bytes of the file */
  async end(): Promise<Uint8Array> {
    await this.#file.finish();
    return this.#written();
  }

  /** Of the rows that were written since it was last asked for, what the end of the file has to say. */
  takeIndex(): Uint8Array {
    const rowGroups = this.#file.row_groups.slice(this.#groupsTaken);
    const pageIndexes = this.#file.pendingIndexes.slice(this.#indexesTaken);
    if (rowGroups.length === 0) return new Uint8Array();
    this.#taken();
    const told = serialize({ rowGroups, pageIndexes } satisfies WrittenRows);
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32LE(told.length);
    return Buffer.concat([length, told]);
  }

  #goOn({ length, index }: BegunParquet): void {
    const bytes = Buffer.from(index.buffer, index.byteOffset, index.byteLength);
    for (let at = 0; at < bytes.length; ) {
      const end = at + LENGTH_BYTES + bytes.readUInt32LE(at);
      const { rowGroups, pageIndexes } = deserialize(bytes.subarray(at + LENGTH_BYTES, end)) as WrittenRows;
      for (const group of rowGroups) this.#file.num_rows += group.num_rows;
      this.#file.row_groups.push(...rowGroups);
      this.#file.pendingIndexes.push(...pageIndexes);
      at = end;
    }
    this.#taken();
    // What stands at the very beginning is there.
    this.#writer.index = 0;
    this.#writer.offset = length;
  }

  #taken(): void {
    this.#groupsTaken = this.#file.row_groups.length;
    this.#indexesTaken = this.#file.pendingIndexes.length;
  }

  #written(): Uint8Array {
    const bytes = this.#writer.getBytes().slice();
    this.#writer.index = 0;
    return bytes;
  }
}
