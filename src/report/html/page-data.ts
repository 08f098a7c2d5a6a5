import { Topology } from "../../tree/topology.js";
import { FlowReport } from "../flow-report.js";
import { packedJson, unpackedJson } from "./packed.js";

/** What the page gets, as JSON; an infinite or absent number is null. */
interface PageData {
  readonly ids: readonly string[];
  readonly names: readonly (string | null)[] | null;
  readonly kinds: readonly (string | null)[] | null;
  readonly parent: readonly number[];
  readonly lower: readonly (number | null)[];
  readonly upper: readonly (number | null)[];
  readonly shift: readonly number[];
  readonly flow: readonly number[];
  readonly requests: readonly (number | null)[] | null;
  readonly maximise: "import" | "export";
  readonly unit: string | null;
}

/** A report as text of letters and digits only: JSON, gzipped, in base64. */
export function encodePageData(report: FlowReport): Promise<string> {
  const { topology, lower, upper, shift } = report.tree;
  const texts = (values: readonly (string | undefined)[] | undefined) => values?.map((text) => text ?? null) ?? null;
  const data: PageData = {
    ids: Array.from({ length: topology.nodeCount }, (_, v) => topology.id(v)),
    names: texts(report.texts.names),
    kinds: texts(report.texts.kinds),
    parent: Array.from(topology.parent),
    lower: Array.from(lower),
    upper: Array.from(upper),
    shift: Array.from(shift),
    flow: Array.from(report.flow),
    requests: report.requests ? Array.from(report.requests) : null,
    maximise: report.maximise,
    unit: report.unit ?? null,
  };
  return packedJson(data);
}

/** The report that was encoded. */
export async function decodePageData(encoded: string): Promise<FlowReport> {
  const data = (await unpackedJson(encoded)) as PageData;
  const bounds = (values: readonly (number | null)[], unlimited: number) =>
    Float64Array.from(values, (value) => value ?? unlimited);
  const tree = {
    topology: new Topology(data.parent, data.ids),
    lower: bounds(data.lower, Number.NEGATIVE_INFINITY),
    upper: bounds(data.upper, Number.POSITIVE_INFINITY),
    shift: Float64Array.from(data.shift),
  };
  const texts = (values: PageData["names"]) => values?.map((text) => text ?? undefined);
  return new FlowReport(
    tree,
    data.flow,
    { names: texts(data.names), kinds: texts(data.kinds) },
    {
      maximise: data.maximise,
      requests: data.requests ? bounds(data.requests, Number.NaN) : undefined,
      unit: data.unit ?? undefined,
    },
  );
}
