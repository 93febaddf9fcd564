import { ask, type Check, type Finding, unanswered, type World } from "../check";

/** The zones that the environment names are there and open. */
export const zones: Check = {
  title: "zones",
  run: async ({ environment: { network, region }, aws }) => {
    if (network.availabilityZones.length === 0) return [];
    const words = ["ec2", "describe-availability-zones"];
    const command = `aws ${words.join(" ")} --region ${region}`;
    const asked = await ask<{ AvailabilityZones: { ZoneName: string; State: string }[] }>(aws(), ...words);
    if ("code" in asked) return [unanswered("zones", asked, command)];
    const open = asked.answer.AvailabilityZones.filter(({ State }) => State === "available").map(
      ({ ZoneName }) => ZoneName,
    );
    return network.availabilityZones
      .filter((zone) => !open.includes(zone))
      .map(
        (zone): Finding => ({
          severity: "stops",
          what: `network.availabilityZones: ${zone} is not open to this account; these are: ${open.join(", ")}`,
          command,
        }),
      );
  },
};

/** Each zone offers one of the instance types, and two zones (one without standby) offer the database's class. */
export const types: Check = {
  title: "instance types and classes",
  run: async (world) => [...(await instanceTypes(world)), ...(await databaseClasses(world))],
};

async function instanceTypes({ environment: { service, network, region }, aws }: World): Promise<Finding[]> {
  if (service.capacity.type !== "ec2" || network.availabilityZones.length === 0) return [];
  const { instanceTypes: wanted } = service.capacity;
  const filter = `Name=instance-type,Values=${wanted.join(",")}`;
  const words = [
    "ec2",
    "describe-instance-type-offerings",
    "--location-type",
    "availability-zone",
    "--filters",
    filter,
  ];
  const command = `aws ${words.join(" ")} --region ${region}`;
  const asked = await ask<{ InstanceTypeOfferings: { Location: string }[] }>(aws(), ...words);
  if ("code" in asked) return [unanswered("instance types", asked, command)];
  const offered = new Set(asked.answer.InstanceTypeOfferings.map(({ Location }) => Location));
  return network.availabilityZones
    .filter((zone) => !offered.has(zone))
    .map((zone) => ({
      severity: "stops",
      what: `service.capacity.instanceTypes: ${zone} offers none of ${wanted.join(", ")}`,
      command,
    }));
}

async function databaseClasses({ environment: { network, region, database }, tree, aws }: World): Promise<Finding[]> {
  const instances = [
    ...tree.all("aws_db_instance").filter((one) => !one.has("replicate_source_db")),
    // Readers have the writer's class.
    ...tree.all("aws_rds_cluster_instance").slice(0, 1),
  ];
  const findings = instances.map(async (instance): Promise<Finding[]> => {
    const [engine, type] = [instance.text("engine") ?? "mysql", instance.text("instance_class") ?? ""];
    const version = instance.text("engine_version");
    const words = ["rds", "describe-orderable-db-instance-options", "--engine", engine, "--db-instance-class", type];
    const command = `aws ${words.join(" ")} --region ${region}`;
    const asked = await ask<{
      OrderableDBInstanceOptions: { EngineVersion: string; AvailabilityZones: { Name: string }[] }[];
    }>(aws(), ...words);
    if ("code" in asked) return [unanswered(`classes of ${engine}`, asked, command)];
    const options = asked.answer.OrderableDBInstanceOptions.filter(
      ({ EngineVersion }) => version === undefined || EngineVersion.startsWith(version),
    );
    const offered = new Set(options.flatMap(({ AvailabilityZones }) => AvailabilityZones.map(({ Name }) => Name)));
    const ours = network.availabilityZones.filter((zone) => offered.has(zone));
    const needed = database.multiAz ? 2 : 1;
    if (ours.length >= needed || network.availabilityZones.length === 0) return [];
    const what = `database.instanceClass: ${ours.length} of the zones offer ${type} for ${engine} ${version ?? ""}, ${needed} must`;
    return [{ severity: "stops", what, command }];
  });
  return (await Promise.all(findings)).flat();
}
