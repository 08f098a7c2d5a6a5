/** What a command does here. */
export type Action =
  | "new"
  | "edit"
  | "more"
  | "select"
  | "batchedit"
  | "enable"
  | "disable"
  | "open"
  | "close"
  | "redirect"
  | "compile"
  | "buscoords"
  | "setbusxy"
  | "clear"
  | "set"
  | "var"
  | "ignore"
  | "changes";

/** Commands that change the circuit in a way that is not followed. */
const changing =
  "reduce remove rephase reconductor makeposseq interpolate distribute aligngeneration tear_circuit obfuscate";

/** All commands in OpenDSS's order, which decides what an abbreviation means. */
const commands =
  "new edit more m ~ select save show solve enable disable plot reset compile set dump open close // redirect help quit ? next panel sample clear about calcvoltagebases setkvbase buildy get init export fileedit voltages currents powers seqvoltages seqcurrents seqpowers losses phaselosses cktlosses allocateloads formedit totals capacity classes userclasses zsc zsc10 zscrefresh ysc puvoltages varvalues varnames buscoords makebuslist makeposseq reduce interpolate alignfile top rotate vdiff summary distribute di_plot comparecases yearlycurves cd visualize closedi doscmd estimate reconductor _initsnap _solvenocontrol _samplecontrols _docontrolactions _showcontrolqueue _solvedirect _solvepflow addbusmarker uuids setloadandgenkv cvrtloadshapes nodediff rephase setbusxy updatestorage obfuscate latlongcoords batchedit pstcalc variable reprocessbuses clearbusmarkers relcalc var cleanup finishtimestep nodelist newactor clearall wait solveall calcincmatrix calcincmatrix_o tear_circuit connect disconnect refine_buslevels remove abort calclaplacian clone fncspublish exportoverloads exportvviolations zsc012 aggregateprofiles allpceatbus allpdeatbus totalpowers comhelp gis".split(
    " ",
  );

const actions: Readonly<Record<string, Action>> = {
  new: "new",
  edit: "edit",
  more: "more",
  m: "more",
  "~": "more",
  select: "select",
  batchedit: "batchedit",
  enable: "enable",
  disable: "disable",
  open: "open",
  close: "close",
  redirect: "redirect",
  compile: "compile",
  buscoords: "buscoords",
  latlongcoords: "buscoords",
  setbusxy: "setbusxy",
  clear: "clear",
  clearall: "clear",
  set: "set",
  var: "var",
  ...Object.fromEntries(changing.split(" ").map((name) => [name, "changes" as const])),
};

/** The command that a word means, whole or abbreviated; `undefined` for none. */
export function commandOf(word: string): { readonly name: string; readonly action: Action } | undefined {
  const wanted = word.toLowerCase();
  if (wanted === "") return undefined;
  const name = commands.includes(wanted) ? wanted : commands.find((command) => command.startsWith(wanted));
  return name === undefined ? undefined : { name, action: actions[name] ?? "ignore" };
}
