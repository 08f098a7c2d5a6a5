/** What a file with a grid or a result may be. */
export type FileFormat = "csv" | "json" | "yaml" | "opendss" | "matpower" | "pandapower";

const byExtension: Readonly<Record<string, FileFormat>> = {
  csv: "csv",
  json: "json",
  yaml: "yaml",
  yml: "yaml",
  dss: "opendss",
  m: "matpower",
};

/** By the name (`.csv`, `.json`, `.yaml`, `.dss`, `.m`, with `.gz` behind or not), otherwise by how the text begins. */
export function fileFormat(path: string, text: string): FileFormat {
  const extension = /\.([a-z]+)(\.gz)?$/i.exec(path)?.[1].toLowerCase() ?? "";
  const named = Object.hasOwn(byExtension, extension) ? byExtension[extension] : formatOfText(text);
  return named === "json" && isPandapower(text) ? "pandapower" : named;
}

function formatOfText(text: string): FileFormat {
  const start = text.slice(0, 65_536);
  if (/^\s*[{[]/.test(start)) return "json";
  if (/^[ \t]*(?:new[ \t]+"?(?:object=)?circuit\.|(?:redirect|compile)[ \t])/im.test(start)) return "opendss";
  if (/^[ \t]*(?:function\b.*=|mpc\.\w+[ \t]*=)/m.test(start)) return "matpower";
  if (/^(?:---|[\w"']+:|- )(?:\s|$)/.test(start.trimStart())) return "yaml";
  return "csv";
}

/** Its JSON says so, or has its tables. */
function isPandapower(text: string): boolean {
  const start = text.slice(0, 65_536);
  return (
    /"_class"\s*:\s*"pandapowerNet"/.test(start) || /^\s*\{\s*"\w+"\s*:\s*\{\s*"_module"\s*:\s*"pandas/.test(start)
  );
}
