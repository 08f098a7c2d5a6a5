import { type Matrices, type Matrix, StatementError } from "./matrix.js";

const ofNumbers: Readonly<Record<string, (value: number) => number>> = {
  sqrt: Math.sqrt,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  abs: Math.abs,
  exp: Math.exp,
  log: Math.log,
  log10: Math.log10,
  round: Math.round,
  floor: Math.floor,
  ceil: Math.ceil,
};

const constants: Readonly<Record<string, number>> = {
  pi: Math.PI,
  Inf: Number.POSITIVE_INFINITY,
  inf: Number.POSITIVE_INFINITY,
  NaN: Number.NaN,
  nan: Number.NaN,
  eps: Number.EPSILON,
};

export function isFunction(name: string): boolean {
  return Object.hasOwn(ofNumbers, name) || Object.hasOwn(constants, name) || /^(zeros|ones|size|length)$/.test(name);
}

/** @throws StatementError for arguments that a function does not take */
export function call(name: string, given: readonly Matrix[], matrices: Matrices): Matrix {
  if (Object.hasOwn(constants, name)) return matrices.number(constants[name]);
  const [first, second] = given;
  if (name === "zeros" || name === "ones") {
    const rows = first?.data[0] ?? 1;
    const made = matrices.make(rows, second?.data[0] ?? rows);
    if (name === "ones") made.data.fill(1);
    return made;
  }
  if (first === undefined) throw new StatementError(`${name} of nothing`);
  if (name === "length") return matrices.number(first.data.length === 0 ? 0 : Math.max(first.rows, first.columns));
  if (name === "size") {
    const size = [first.rows, first.columns];
    return second ? matrices.number(size[second.data[0] - 1] ?? 1) : matrices.make(1, 2, Float64Array.from(size));
  }
  return matrices.map(first, ofNumbers[name]);
}

/** What the functions that name columns hand out, in their order. */
export const columnNames: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  idx_bus: numbered(
    "PQ=1 PV=2 REF=3 NONE=4 BUS_I=1 BUS_TYPE=2 PD=3 QD=4 GS=5 BS=6 BUS_AREA=7 VM=8 VA=9 BASE_KV=10 ZONE=11 VMAX=12 VMIN=13 LAM_P=14 LAM_Q=15 MU_VMAX=16 MU_VMIN=17",
  ),
  idx_brch: numbered(
    "F_BUS=1 T_BUS=2 BR_R=3 BR_X=4 BR_B=5 RATE_A=6 RATE_B=7 RATE_C=8 TAP=9 SHIFT=10 BR_STATUS=11 PF=14 QF=15 PT=16 QT=17 MU_SF=18 MU_ST=19 ANGMIN=12 ANGMAX=13 MU_ANGMIN=20 MU_ANGMAX=21",
  ),
  idx_gen: numbered(
    "GEN_BUS=1 PG=2 QG=3 QMAX=4 QMIN=5 VG=6 MBASE=7 GEN_STATUS=8 PMAX=9 PMIN=10 MU_PMAX=22 MU_PMIN=23 MU_QMAX=24 MU_QMIN=25 PC1=11 PC2=12 QC1MIN=13 QC1MAX=14 QC2MIN=15 QC2MAX=16 RAMP_AGC=17 RAMP_10=18 RAMP_30=19 RAMP_Q=20 APF=21",
  ),
};

function numbered(text: string): [string, number][] {
  return text.split(" ").map((word) => {
    const [name, number] = word.split("=");
    return [name, Number(number)];
  });
}
