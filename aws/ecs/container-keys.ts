/**
 * Keys of a container definition and of its parts. `true` stands for a value of any form.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 */
export type Keys = { readonly [key: string]: true | Keys };

const PAIR: Keys = { name: true, value: true };
const SECRET: Keys = { name: true, valueFrom: true };

export const containerKeys: Keys = {
  command: true,
  cpu: true,
  credentialSpecs: true,
  dependsOn: { containerName: true, condition: true },
  disableNetworking: true,
  dnsSearchDomains: true,
  dnsServers: true,
  dockerLabels: true,
  dockerSecurityOptions: true,
  entryPoint: true,
  environment: PAIR,
  environmentFiles: { type: true, value: true },
  essential: true,
  extraHosts: { hostname: true, ipAddress: true },
  firelensConfiguration: { type: true, options: true },
  healthCheck: { command: true, interval: true, retries: true, startPeriod: true, timeout: true },
  hostname: true,
  image: true,
  interactive: true,
  links: true,
  linuxParameters: {
    capabilities: { add: true, drop: true },
    devices: { hostPath: true, containerPath: true, permissions: true },
    initProcessEnabled: true,
    maxSwap: true,
    sharedMemorySize: true,
    swappiness: true,
    tmpfs: { containerPath: true, mountOptions: true, size: true },
  },
  logConfiguration: { logDriver: true, options: true, secretOptions: SECRET },
  memory: true,
  memoryReservation: true,
  mountPoints: { containerPath: true, readOnly: true, sourceVolume: true },
  name: true,
  portMappings: {
    appProtocol: true,
    containerPort: true,
    containerPortRange: true,
    hostPort: true,
    name: true,
    protocol: true,
  },
  privileged: true,
  pseudoTerminal: true,
  readonlyRootFilesystem: true,
  repositoryCredentials: { credentialsParameter: true },
  resourceRequirements: { type: true, value: true },
  restartPolicy: { enabled: true, ignoredExitCodes: true, restartAttemptPeriod: true },
  secrets: SECRET,
  startTimeout: true,
  stopTimeout: true,
  systemControls: { namespace: true, value: true },
  ulimits: { name: true, softLimit: true, hardLimit: true },
  user: true,
  versionConsistency: true,
  volumesFrom: { sourceContainer: true, readOnly: true },
  workingDirectory: true,
};
