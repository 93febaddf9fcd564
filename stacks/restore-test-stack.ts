import type { Construct } from "constructs";
import { RestoreTest } from "../constructs/backup/restore-test/restore-test";
import { restoreTestSchedule } from "../constructs/backup/schedule";
import { LONGEST_STEM } from "../constructs/names";
import type { SiteNetwork } from "../constructs/network/site-network";
import { WORDPRESS_CONTAINER_NAME } from "../constructs/service/wordpress-container";
import type { Environment } from "../environments";
import type { DataStack } from "./data-stack";
import { EnvironmentStack } from "./environment-stack";
import type { ImageStack } from "./image-stack";
import { metricsNamespace } from "./metrics-namespace";
import { restoreTestParameters } from "./restore-test-parameters";
import { databaseEnvironment } from "./service-settings";
import type { ServiceStack } from "./service-stack";

export interface RestoreTestStackProps {
  readonly restoreTest: NonNullable<NonNullable<Environment["backup"]>["restoreTest"]>;
  readonly network: SiteNetwork;
  readonly data: DataStack;
  readonly image: ImageStack;
  readonly service: ServiceStack;
}

/** Longest name of a plan, so that those of its selections, which are longer, have AWS Backup's 50 characters. */
const LONGEST_PLAN_NAME = 41;

/** Restores backups beside the site now and then, and looks at what came back. */
export class RestoreTestStack extends EnvironmentStack {
  constructor(scope: Construct, environment: Environment, props: RestoreTestStackProps) {
    super(scope, { environment, name: "restore-test" });
    const { restoreTest, network, data, image, service } = props;
    const { backup, database, webRoot, databaseProxy, keyArn } = data;
    if (backup === undefined) throw new Error(`${this.node.path}: backup must be set with backup.restoreTest`);
    const past = databaseEnvironment(environment, data);
    new RestoreTest(this, "RestoreTest", {
      name: this.physicalName(LONGEST_STEM),
      // The API takes letters, digits and underscores alone.
      planName: this.physicalName(LONGEST_PLAN_NAME, "restores").replaceAll("-", "_"),
      schedule: restoreTestSchedule(restoreTest.startTime, restoreTest.every),
      validationHours: restoreTest.validationHours,
      vaultArn: backup.vaultArn,
      backupRoleArn: backup.roleArn,
      database: { ...database.restored, subnetGroupName: database.subnetGroupName },
      files: {
        fileSystemArn: webRoot.fileSystemArn,
        kmsKeyArn: keyArn,
        subnetIds: network.isolatedSubnetIds,
        securityGroupId: webRoot.securityGroupId,
      },
      cluster: service.cluster,
      clusterName: service.clusterName,
      launch: service.launch,
      service: {
        ...service.service.roles,
        containerName: WORDPRESS_CONTAINER_NAME,
        image: image.image.reference,
        // The certificate of a proxy is of another authority than the restored database's.
        environment:
          databaseProxy === undefined || past.WORDPRESS_DB_SSL_CA === undefined
            ? {}
            : { WORDPRESS_DB_SSL_CA: past.WORDPRESS_DB_SSL_CA },
      },
      namespace: metricsNamespace(environment),
      parameterPrefix: restoreTestParameters(environment),
      kmsKeyArn: keyArn,
    });
  }
}
