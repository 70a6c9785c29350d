import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ComputeDevice, FoundDevices } from "../device.ts";
import { softwareNames } from "../webgpu/softwareNames.ts";
import type { NvidiaDevice, NvidiaList } from "./nvidiaDevices.ts";

/** Names the adapter that a process opens; Dawn knows adapters by their names alone. */
export const adapterVariable = "STEEPEST_WEBGPU_ADAPTER";

/** Where Vulkan's loader finds the layers that it loads unasked. */
const layerFolders = ["/etc", "/usr/local/etc", "/usr/local/share", "/usr/share"].map((folder) =>
  join(folder, "vulkan", "implicit_layer.d"),
);

/** Mesa's layer, which shows a program one device alone, of whichever maker. */
export const hasSelectLayer = (): boolean =>
  layerFolders.some((folder) => existsSync(join(folder, "VkLayer_MESA_device_select.json")));

export interface Adapters {
  /** As Dawn lists them. */
  readonly names: readonly string[];
  readonly nvidia: NvidiaList;
  readonly hasLayer: boolean;
}

/** The adapters that a process can be confined to, and why not the others. */
export function webgpuDevices({ names: all, nvidia, hasLayer }: Adapters): FoundDevices {
  const real = all.filter((name) => !softwareNames.test(name));
  const names = real.length > 0 ? real : all;
  const notes: string[] = [];
  const parts = nvidia.devices.filter(({ isPart }) => isPart).length;
  if (parts > 0) notes.push(`${parts} parts of divided GPUs (MIG) have no Vulkan: they are for cuda alone.`);
  const devices = [...new Set(names)].flatMap((name): Omit<ComputeDevice, "index">[] => {
    const count = names.filter((each) => each === name).length;
    const known = nvidia.devices.filter((device) => device.name === name && !device.isPart);
    // Dawn takes the first adapter whose name has these words in it.
    const isAlone = count === 1 && !names.some((other) => other !== name && other.includes(name));
    const [only] = known;
    if (isAlone)
      return [
        { ...told(name, known.length === 1 ? only : undefined), variables: { [adapterVariable]: name } },
      ];
    const places = known.filter(({ bus }) => bus !== null);
    if (hasLayer && places.length === count)
      return places.map((device) => ({
        ...told(name, device),
        variables: { [adapterVariable]: name, ...selectedBy(device.bus ?? "") },
      }));
    notes.push(
      `${count > 1 ? `${count} adapters are called ${name}` : `The name ${name} is part of another adapter's`}, and nothing tells them apart: one of them is used. ${
        places.length === count
          ? "Mesa's layer does (apt-get install mesa-vulkan-drivers)."
          : "Where NVIDIA's driver lists them, Mesa's layer does (apt-get install mesa-vulkan-drivers)."
      }`,
    );
    return [{ ...told(name, undefined), variables: { [adapterVariable]: name } }];
  });
  return { devices: devices.map((device, index) => ({ ...device, index })), notes };
}

const told = (name: string, device: NvidiaDevice | undefined) => ({
  name,
  uuid: device?.uuid ?? null,
  driver: device?.driver ?? null,
  memoryBytes: device?.memoryBytes ?? null,
});

/** The layer's words for the device in a slot: `pci-DOMAIN_BUS_DEVICE_FUNCTION`, and for hiding all others (docs.mesa3d.org/envvars.html). */
function selectedBy(bus: string): Record<string, string> {
  const [domain = "", number = "", place = ""] = bus.toLowerCase().split(":");
  return {
    DRI_PRIME: `pci-${domain.slice(-4)}_${number}_${place.replace(".", "_")}`,
    MESA_VK_DEVICE_SELECT_FORCE_DEFAULT_DEVICE: "1",
  };
}

/** The adapters' names from what Dawn says where it finds none of a name: `" * backend: 'vulkan', name: 'NVIDIA H100'"`. */
export const adapterNames = (message: string): string[] =>
  [...message.matchAll(/^ \* backend: '(?:vulkan|metal|d3d12)', name: '([^\n]*)'$/gm)].map(([, name = ""]) =>
    name.replaceAll(/\p{C}/gu, ""),
  );
