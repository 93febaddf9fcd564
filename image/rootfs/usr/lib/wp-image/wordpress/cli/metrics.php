<?php
/**
 * wp-image metrics: see HELP.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */

namespace WpImage;

require_once __DIR__ . '/console.php';
require_once __DIR__ . '/due-events.php';
require_once __DIR__ . '/fastcgi.php';

const HELP = <<<'TEXT'
	Usage: wp-image metrics

	Prints the state of the PHP workers and of WordPress's due events as one line in CloudWatch's embedded metric format.

	Exit codes: 0 done · 1 the PHP workers' status does not answer · 64 wrong arguments
	TEXT;

options( HELP );
$pool = pool_state();
if ( null === $pool ) {
	fail( EXIT_PROBLEM, "no metrics, the PHP workers' status does not answer" );
}
$metrics = array(
	'ActiveProcesses'     => $pool['active processes'],
	'IdleProcesses'       => $pool['idle processes'],
	'TotalProcesses'      => $pool['total processes'],
	'ListenQueue'         => $pool['listen queue'],
	'MaxListenQueue'      => $pool['max listen queue'],
	'MaxChildrenReached'  => $pool['max children reached'],
	'AcceptedConnections' => $pool['accepted conn'],
);
try {
	$metrics['OldestDueEvent'] = oldest_due_seconds( connect_database() ) ?? 0;
} catch ( \mysqli_sql_exception ) {
	// Without its database the site has other alarms; a 0 would say that no event waits.
	unset( $metrics['OldestDueEvent'] );
}

$units = array( 'OldestDueEvent' => 'Seconds' );
$named = array_map(
	static fn ( string $name ): array => array(
		'Name' => $name,
		'Unit' => $units[ $name ] ?? 'Count',
	),
	array_keys( $metrics )
);
echo json_encode(
	array(
		'_aws' => array(
			'Timestamp'         => (int) ( microtime( true ) * 1000 ),
			'CloudWatchMetrics' => array(
				array(
					'Namespace'  => setting( 'WP_METRICS_NAMESPACE' ),
					'Dimensions' => array( array() ),
					'Metrics'    => $named,
				),
			),
		),
		...$metrics,
	)
), "\n";
