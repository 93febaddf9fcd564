<?php

/**
 * Prints the state of the PHP workers as one line in CloudWatch's embedded metric format.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */

$port = trim((string) file_get_contents('/run/wp/http-port'));
$answer = @file_get_contents("http://127.0.0.1:$port/-/status?json", context: stream_context_create(['http' => ['timeout' => 5]]));
$pool = json_decode((string) $answer, true);
if (!is_array($pool)) {
    fwrite(STDERR, "wp-image: no metrics, the PHP workers' status does not answer\n");
    exit(1);
}

$metrics = [
    'ActiveProcesses' => $pool['active processes'],
    'IdleProcesses' => $pool['idle processes'],
    'TotalProcesses' => $pool['total processes'],
    'ListenQueue' => $pool['listen queue'],
    'MaxListenQueue' => $pool['max listen queue'],
    'MaxChildrenReached' => $pool['max children reached'],
    'SlowRequests' => $pool['slow requests'],
    'AcceptedConnections' => $pool['accepted conn'],
];
echo json_encode([
    '_aws' => [
        'Timestamp' => (int) (microtime(true) * 1000),
        'CloudWatchMetrics' => [[
            'Namespace' => 'WordPress/PHP-FPM',
            'Dimensions' => [[]],
            'Metrics' => array_map(fn (string $name): array => ['Name' => $name, 'Unit' => 'Count'], array_keys($metrics)),
        ]],
    ],
    ...$metrics,
]), "\n";
