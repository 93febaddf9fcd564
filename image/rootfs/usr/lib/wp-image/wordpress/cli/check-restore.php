<?php
/**
 * wp-image check-restore: see HELP.
 */

namespace WpImage;

require_once __DIR__ . '/console.php';
require_once __DIR__ . '/network-tables.php';
require_once __DIR__ . '/restored-files.php';
require_once __DIR__ . '/restore-mark.php';

const HELP = <<<'TEXT'
	Usage: wp-image check-restore --database=HOST[:PORT] | --files=FOLDER

	Checks what a backup has brought back, beside the site that runs, and changes nothing: logs in to the restored database with the
	site's user and password, reads its mark and counts tables, posts and users; or finds the mark in a folder of restored files,
	counts the files and reads some. Prints one line of JSON with the mark's time and the counts; with WP_METRICS=emf it is
	also a metric, RestoredMarkAge. wp-image cron writes the marks.

	  --database=HOST[:PORT]   a database server that was restored
	  --files=FOLDER           restored files; the mark is up to five folders below
	  --days=N                 the mark may be so many days old (10)
	  --wait=SECONDS           wait so long for the database (60)

	Exit codes: 0 it is what was backed up · 1 it is not, the message says why · 64 wrong arguments · 75 the database did not answer in time
	TEXT;

$options = options( HELP, array( 'database' => '', 'files' => '', 'days' => '10', 'wait' => '60' ) );
if ( ( '' === $options['database'] ) === ( '' === $options['files'] ) ) {
	fail( EXIT_USAGE, "one of --database and --files is needed\n\n" . HELP );
}
foreach ( array( 'days', 'wait' ) as $name ) {
	if ( ! ctype_digit( $options[ $name ] ) ) {
		fail( EXIT_USAGE, "--$name must be a whole number, not {$options[ $name ]}" );
	}
}
[ $restored, $mark, $counts ] = '' === $options['files']
	? array( 'database', ...restored_database( $options['database'], (int) $options['wait'] ) )
	: array( 'files', ...restored_files( $options['files'] ) );
if ( null === $mark ) {
	fail( EXIT_PROBLEM, "no mark in the restored $restored: no backup of this site, or one of before wp-image cron wrote marks" );
}
$age = time() - $mark;
if ( $age > 86400 * (int) $options['days'] ) {
	fail( EXIT_PROBLEM, "the mark in the restored $restored is of " . gmdate( RESTORE_MARK_FORMAT, $mark ) . ", more than {$options['days']} days ago" );
}
$line = array( 'restored' => $restored, 'mark' => gmdate( RESTORE_MARK_FORMAT, $mark ), 'RestoredMarkAge' => max( 0, $age ), ...$counts );
if ( 'emf' === setting( 'WP_METRICS' ) ) {
	$metric = array(
		'Namespace'  => setting( 'WP_METRICS_NAMESPACE' ),
		'Dimensions' => array( array( 'restored' ) ),
		'Metrics'    => array( array( 'Name' => 'RestoredMarkAge', 'Unit' => 'Seconds' ) ),
	);
	$line   = array( '_aws' => array( 'Timestamp' => (int) ( microtime( true ) * 1000 ), 'CloudWatchMetrics' => array( $metric ) ) ) + $line;
}
echo json_encode( $line, JSON_UNESCAPED_SLASHES ), "\n";

/** @return array{?int, array<string, int>} the mark, and what was counted */
function restored_database( string $address, int $seconds ): array {
	try {
		$database = await_database( $seconds, null, null, $address );
		if ( null === installed_schema( $database ) ) {
			fail( EXIT_PROBLEM, 'the restored database has no WordPress in it' );
		}
		$prefix = setting( 'WORDPRESS_TABLE_PREFIX', 'wp_' );
		$count  = static fn ( string $from ): int => (int) $database->query( "SELECT COUNT(*) FROM $from" )->fetch_row()[0];
		$counts = array(
			'tables' => $count( 'information_schema.tables WHERE table_schema = DATABASE()' ),
			'posts'  => $count( "`{$prefix}posts`" ),
			'users'  => $count( "`{$prefix}users`" ),
		);
		if ( 0 === $counts['users'] ) {
			fail( EXIT_PROBLEM, 'the restored database has no user of WordPress' );
		}
		return array( restore_mark_of( $database ), $counts );
	} catch ( \mysqli_sql_exception $error ) {
		fail( EXIT_PROBLEM, "the restored database cannot be read: error {$error->getCode()}" );
	}
}

/** @return array{?int, array<string, int>} the mark, and what was counted */
function restored_files( string $folder ): array {
	if ( ! is_dir( $folder ) ) {
		fail( EXIT_PROBLEM, "$folder is no folder" );
	}
	$found = RestoredFiles::below( $folder );
	if ( null === $found ) {
		return array( null, array() );
	}
	try {
		return array( $found->mark, $found->counts() );
	} catch ( \RuntimeException $error ) {
		fail( EXIT_PROBLEM, 'the restored files cannot be read: ' . $error->getMessage() );
	}
}
