/** A class of OpenDSS objects, as far as it is read. */
export interface DssClass {
  readonly name: string;
  /** All properties in OpenDSS's order, which is that of positional values and of abbreviations. */
  readonly properties: readonly string[];
  /** Those that matter here; the others are known and left out. */
  readonly uses: ReadonlySet<string>;
  /** The property that says which winding or conductor the next ones are about. */
  readonly selector?: string;
  /** The properties of one winding or conductor. */
  readonly ofPart?: ReadonlySet<string>;
  /** Properties that list a value for each winding or conductor, and which one. */
  readonly lists?: ReadonlyMap<string, string>;
}

const delivery = "normamps emergamps faultrate pctperm repair basefreq enabled like";
const conversion = "spectrum basefreq enabled like";
const control = "basefreq enabled like";

const winding = {
  selector: "wdg",
  ofPart: words("bus conn kv kva"),
  lists: new Map([
    ["buses", "bus"],
    ["conns", "conn"],
    ["kvs", "kv"],
    ["kvas", "kva"],
  ]),
};
const conductors = {
  selector: "cond",
  ofPart: words("wire cncable tscable"),
  lists: new Map([
    ["wires", "wire"],
    ["cncables", "cncable"],
    ["tscables", "tscable"],
  ]),
};

function words(text: string): Set<string> {
  return new Set(text.split(" "));
}

function define(name: string, properties: string, uses: string, parts: Partial<DssClass> = {}): DssClass {
  return { name, properties: properties.split(" "), uses: words(`${uses} enabled like`), ...parts };
}

const wireProperties =
  "rdc rac runits gmrac gmrunits radius radunits normamps emergamps diam seasons ratings capradius like";
const cableProperties = "epsr inslayer diains diacable";

const all = [
  define(
    "vsource",
    `bus1 basekv pu angle frequency phases mvasc3 mvasc1 x1r1 x0r0 isc3 isc1 r1 x1 r0 x0 scantype sequence bus2 z1 z0 z2 puz1 puz0 puz2 basemva yearly daily duty model puzideal ${conversion}`,
    "bus1 basekv phases",
  ),
  define(
    "line",
    `bus1 bus2 linecode length phases r1 x1 r0 x0 c1 c0 rmatrix xmatrix cmatrix switch rg xg rho geometry units spacing wires earthmodel cncables tscables b1 b0 seasons ratings linetype epsrmedium heightoffset heightunit conductors ${delivery}`,
    "bus1 bus2 linecode phases switch geometry spacing wires cncables tscables conductors normamps emergamps",
  ),
  define(
    "linecode",
    "nphases r1 x1 r0 x0 c1 c0 units rmatrix xmatrix cmatrix basefreq normamps emergamps faultrate pctperm repair kron rg xg rho neutral b1 b0 seasons ratings linetype like",
    "nphases normamps emergamps",
  ),
  define(
    "linegeometry",
    "nconds nphases cond wire x h units normamps emergamps reduce spacing wires cncable tscable cncables tscables seasons ratings linetype conductors like",
    "nphases normamps emergamps conductors",
    conductors,
  ),
  define("wiredata", wireProperties, "normamps emergamps"),
  define("cndata", `k diastrand gmrstrand rstrand ${cableProperties} ${wireProperties}`, "normamps emergamps"),
  define("tsdata", `diashield tapelayer tapelap ${cableProperties} ${wireProperties}`, "normamps emergamps"),
  define(
    "transformer",
    `phases windings wdg bus conn kv kva tap %r rneut xneut buses conns kvs kvas taps xhl xht xlt xscarray thermal n m flrise hsrise %loadloss %noloadloss normhkva emerghkva sub maxtap mintap numtaps subname %imag ppm_antifloat %rs bank xfmrcode xrconst x12 x13 x23 leadlag wdgcurrents core rdcohms seasons ratings ${delivery}`,
    "phases emerghkva xfmrcode",
    winding,
  ),
  define(
    "autotrans",
    `phases windings wdg bus conn kv kva tap %r rdcohms core buses conns kvs kvas taps xhx xht xxt xscarray thermal n m flrise hsrise %loadloss %noloadloss normhkva emerghkva sub maxtap mintap numtaps subname %imag ppm_antifloat %rs bank xfmrcode xrconst leadlag wdgcurrents seasons ratings ${delivery}`,
    "phases emerghkva xfmrcode",
    winding,
  ),
  define(
    "xfmrcode",
    "phases windings wdg conn kv kva tap %r rneut xneut conns kvs kvas taps xhl xht xlt xscarray thermal n m flrise hsrise %loadloss %noloadloss normhkva emerghkva maxtap mintap numtaps %imag ppm_antifloat %rs x12 x13 x23 rdcohms seasons ratings like",
    "phases emerghkva",
    winding,
  ),
  define(
    "reactor",
    `bus1 bus2 phases kvar kv conn rmatrix xmatrix parallel r x rp z1 z2 z0 z rcurve lcurve lmh ${delivery}`,
    "bus1 bus2 phases normamps emergamps",
  ),
  define(
    "capacitor",
    `bus1 bus2 phases kvar kv conn cmatrix cuf r xl harm numsteps states ${delivery}`,
    "bus1 bus2 phases normamps emergamps",
  ),
  define(
    "load",
    `phases bus1 kv kw pf model yearly daily duty growth conn kvar rneut xneut status class vminpu vmaxpu vminnorm vminemerg xfkva allocationfactor kva %mean %stddev cvrwatts cvrvars kwh kwhdays cfactor cvrcurve numcust zipv %seriesrl relweight vlowpu puxharm xrharm ${conversion}`,
    "phases bus1 kw pf yearly daily duty kvar xfkva allocationfactor kva kwh kwhdays cfactor",
  ),
  define(
    "generator",
    `phases bus1 kv kw pf kvar model vminpu vmaxpu yearly daily duty dispmode dispvalue conn status class vpu maxkvar minkvar pvfactor forceon kva mva xd xdp xdpp h d usermodel userdata shaftmodel shaftdata dutystart debugtrace balanced xrdp usefuel fuelkwh %fuel %reserve refuel dynamiceq dynout ${conversion}`,
    "phases bus1 kw yearly daily duty",
  ),
  define(
    "pvsystem",
    `phases bus1 kv irradiance pmpp %pmpp temperature pf conn kvar kva %cutin %cutout effcurve p-tcurve %r %x model vminpu vmaxpu balanced limitcurrent yearly daily duty tyearly tdaily tduty class usermodel userdata debugtrace varfollowinverter dutystart wattpriority pfpriority %pminnovars %pminkvarmax kvarmax kvarmaxabs kvdc kp pitol safevoltage safemode dynamiceq dynout controlmode amplimit amplimitgain ${conversion}`,
    "phases bus1 irradiance pmpp %pmpp kva yearly daily duty",
  ),
  define(
    "storage",
    `phases bus1 kv conn kw kvar pf kva %cutin %cutout effcurve varfollowinverter kvarmax kvarmaxabs wattpriority pfpriority %pminnovars %pminkvarmax kwrated %kwrated kwhrated kwhstored %stored %reserve state %discharge %charge %effcharge %effdischarge %idlingkw %idlingkvar %r %x model vminpu vmaxpu balanced limitcurrent yearly daily duty dispmode dischargetrigger chargetrigger timechargetrig class dynadll dynadata usermodel userdata debugtrace kvdc kp pitol safevoltage safemode dynamiceq dynout controlmode amplimit amplimitgain ${conversion}`,
    "phases bus1 kwrated",
  ),
  define(
    "loadshape",
    "npts interval mult hour mean stddev csvfile sngfile dblfile action qmult useactual pmax qmax sinterval minterval pbase qbase pmult pqcsvfile memorymapping interpolation like",
    "npts interval sinterval minterval mult pmult hour csvfile pqcsvfile sngfile dblfile useactual action",
  ),
  define(
    "fuse",
    `monitoredobj monitoredterm switchedobj switchedterm fusecurve ratedcurrent delay action normal state ${control}`,
    "monitoredobj monitoredterm switchedobj ratedcurrent action normal state",
  ),
  define(
    "swtcontrol",
    `switchedobj switchedterm action lock delay normal state reset ${control}`,
    "switchedobj action normal state",
  ),
  define(
    "regcontrol",
    `transformer winding vreg band ptratio ctprim r x bus delay reversible revvreg revband revr revx tapdelay debugtrace maxtapchange inversetime tapwinding vlimit ptphase revthreshold revdelay revneutral eventlog remoteptratio tapnum reset ldc_z rev_z cogen ${control}`,
    "transformer",
  ),
];

/** The classes that are read, by their names in small letters. */
export const dssClasses: ReadonlyMap<string, DssClass> = new Map(all.map((dssClass) => [dssClass.name, dssClass]));

/** Classes whose objects belong to no circuit. */
export const libraryClasses: ReadonlySet<string> = words(
  "linecode linegeometry wiredata cndata tsdata xfmrcode loadshape",
);

/** Classes that are known, and play no part in a tree of limits. */
export const idleClasses: ReadonlySet<string> = words(
  "energymeter monitor capcontrol growthshape tcc_curve spectrum sensor xycurve tshape priceshape invcontrol expcontrol storagecontroller storagecontroller2 gendispatcher relay recloser linespacing espvlcontrol upfccontrol feeder dynamicexp cncurve",
);

/** Classes that carry or give power in a way that is not read: each of their elements is told. */
export const unreadClasses: ReadonlySet<string> = words(
  "isource fault indmach012 upfc vsconverter vccs gicline gictransformer gicsource generic5 windgen",
);

const indexes = new WeakMap<DssClass, Map<string, number>>();

/** Position of the property that goes by `name`, which may be abbreviated to what it begins with; -1 where none does. */
export function propertyIndex(dssClass: DssClass, name: string): number {
  let known = indexes.get(dssClass);
  if (known === undefined) {
    known = new Map(dssClass.properties.map((property, index) => [property, index]));
    indexes.set(dssClass, known);
  }
  const wanted = name.toLowerCase();
  const exact = known.get(wanted);
  return exact ?? dssClass.properties.findIndex((property) => property.startsWith(wanted));
}
