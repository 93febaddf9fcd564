import { relationRules } from "./api/relations";
import { together } from "./api/together";
import { apiRules } from "./api/values";
import { agreementRules } from "./application/agreements";
import { entryRules } from "./application/entries-twice";
import { uniquenessRules } from "./application/names-twice";
import { regionRules } from "./application/regions";
import { stateMachineRules } from "./application/state-machines";
import { tagRules } from "./application/tags";
import { autoScalingRules } from "./autoscaling/groups";
import { instanceTypeRules } from "./autoscaling/instance-types";
import { scheduleSettingRules } from "./autoscaling/schedule-settings";
import { scheduleTimeRules } from "./autoscaling/schedule-times";
import { scheduleRules } from "./autoscaling/schedules";
import { userDataRules } from "./autoscaling/user-data";
import { volumeRules } from "./autoscaling/volumes";
import { cacheEngineRules } from "./cache/engines";
import { cacheRules } from "./cache/replication-groups";
import { cacheSizeRules } from "./cache/sizes";
import { cacheUserRules } from "./cache/users";
import { recordRules } from "./dns/records";
import { capacityRules } from "./ecs/capacity";
import { containerLimitRules } from "./ecs/container-limits";
import { containerLinkRules } from "./ecs/container-links";
import { containerModeRules } from "./ecs/container-modes";
import { containerPlaceRules } from "./ecs/container-places";
import { containerSizeRules } from "./ecs/container-sizes";
import { fargateRules } from "./ecs/fargate";
import { serviceSettingRules } from "./ecs/service-settings";
import { serviceRules } from "./ecs/services";
import { strategyRules } from "./ecs/strategies";
import { taskDefinitionRules } from "./ecs/task-definitions";
import { distributionSettingRules } from "./edge/distribution-settings";
import { distributionRules } from "./edge/distributions";
import { edgeRules } from "./edge/names-and-zones";
import { wafNameRules } from "./edge/waf-names";
import { wafStatementRules } from "./edge/waf-statements";
import { webAclRules } from "./edge/web-acls";
import { accessPointRules } from "./efs/access-points";
import { fileSystemRules } from "./efs/file-systems";
import { transitionRules } from "./efs/transitions";
import { actionRules } from "./iam/actions";
import { policyDocumentRules } from "./iam/documents";
import { managedPolicyRules } from "./iam/managed-policies";
import { roleRules } from "./iam/roles";
import { policySizeRules } from "./iam/sizes";
import { policyStatementRules } from "./iam/statements";
import { listenerRules } from "./load-balancing/listeners";
import { loadBalancerRules } from "./load-balancing/load-balancers";
import { redirectRules } from "./load-balancing/redirects";
import { targetGroupRules } from "./load-balancing/target-groups";
import { tlsRules } from "./load-balancing/tls";
import { eventRules } from "./messaging/events";
import { mailDomainRules } from "./messaging/mail-domains";
import { queueRules } from "./messaging/queues";
import { addressRules } from "./network/addresses";
import { flowLogRules } from "./network/flow-logs";
import { gatewayRules } from "./network/gateways";
import { rangeRules } from "./network/ranges";
import { placeRules } from "./network/regions";
import { securityGroupQuotaRules } from "./network/security-group-quota";
import { securityGroupRules } from "./network/security-groups";
import { wayOutRules } from "./network/ways-out";
import { alarmRules } from "./observability/alarms";
import { dashboardRule } from "./observability/dashboards";
import { logAndAlarmRules } from "./observability/logs-and-alarms";
import { metricExpressionRules } from "./observability/metric-expressions";
import { quotaRules } from "./quotas/rules";
import { rdsCapacityRules } from "./rds/capacity";
import { rdsEngineRules } from "./rds/engines";
import { rdsGroupRules } from "./rds/groups";
import { rdsInstanceRules } from "./rds/instances";
import { rdsNameRules } from "./rds/names";
import { rdsParameterRules } from "./rds/parameters";
import { rdsProxyRules } from "./rds/proxies";
import type { Rule } from "./rule";
import { keyAndSecretRules } from "./security/keys-and-secrets";
import { valueRules } from "./security/values";
import { backendRules } from "./state/backend";
import { backupPlanRules } from "./storage/backup-plans";
import { bucketLifecycleRules } from "./storage/bucket-lifecycles";
import { bucketNotificationRules } from "./storage/bucket-notifications";
import { bucketRules } from "./storage/buckets";
import { fixedTagRules } from "./storage/fixed-tags";
import { lifecycleRules } from "./storage/lifecycles";
import { restoreTestRules } from "./storage/restore-tests";
import { tableRules } from "./storage/tables";

/** Every rule, in the order of the traps that they guard against. */
export const rules: readonly Rule[] = [
  ...apiRules,
  ...relationRules,
  together,
  ...agreementRules,
  ...uniquenessRules,
  ...entryRules,
  ...tagRules,
  ...regionRules,
  ...scheduleSettingRules,
  ...volumeRules,
  ...cacheSizeRules,
  ...serviceSettingRules,
  ...distributionSettingRules,
  ...accessPointRules,
  ...tlsRules,
  ...queueRules,
  ...gatewayRules,
  ...alarmRules,
  ...rdsCapacityRules,
  ...valueRules,
  ...bucketLifecycleRules,
  ...fixedTagRules,
  ...autoScalingRules,
  ...instanceTypeRules,
  ...scheduleRules,
  ...cacheEngineRules,
  ...cacheRules,
  ...cacheUserRules,
  ...capacityRules,
  ...containerLimitRules,
  ...containerLinkRules,
  ...containerModeRules,
  ...containerSizeRules,
  ...fargateRules,
  ...serviceRules,
  ...taskDefinitionRules,
  ...distributionRules,
  ...edgeRules,
  ...webAclRules,
  ...fileSystemRules,
  ...actionRules,
  ...policyDocumentRules,
  ...roleRules,
  ...policySizeRules,
  ...listenerRules,
  ...loadBalancerRules,
  ...targetGroupRules,
  ...addressRules,
  ...securityGroupQuotaRules,
  ...placeRules,
  ...securityGroupRules,
  ...wayOutRules,
  ...logAndAlarmRules,
  ...quotaRules,
  ...rdsEngineRules,
  ...rdsGroupRules,
  ...rdsInstanceRules,
  ...rdsNameRules,
  ...rdsParameterRules,
  ...rdsProxyRules,
  ...keyAndSecretRules,
  ...backendRules,
  ...bucketRules,
  ...lifecycleRules,
  ...containerPlaceRules,
  ...recordRules,
  dashboardRule,
  ...wafStatementRules,
  ...policyStatementRules,
  ...eventRules,
  ...backupPlanRules,
  ...restoreTestRules,
  ...stateMachineRules,
  ...managedPolicyRules,
  ...wafNameRules,
  ...redirectRules,
  ...rangeRules,
  ...scheduleTimeRules,
  ...metricExpressionRules,
  ...bucketNotificationRules,
  ...transitionRules,
  ...mailDomainRules,
  ...tableRules,
  ...userDataRules,
  ...strategyRules,
  ...flowLogRules,
].sort((left, right) => left.trap - right.trap || left.id.localeCompare(right.id, "en"));

/** The rules whose matter a plan shows. */
export const planRules: readonly Rule[] = rules.filter(({ writtenOnly }) => writtenOnly !== true);
