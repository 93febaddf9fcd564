<?php
/**
 * wp-image cron: see HELP.
 */

namespace WpImage;

require_once __DIR__ . '/console.php';
require_once __DIR__ . '/due-events.php';
require_once __DIR__ . '/restore-mark.php';
require_once __DIR__ . '/event-process.php';

const HELP = <<<'TEXT'
	Usage: wp-image cron

	Runs WordPress's due events once, without HTTP; in a network those of each site, the longest due first. While another
	container runs them, or this one stops, nothing is done.
	An event may take WP_CRON_EVENT_SECONDS. One that takes longer, fails or exits is ended; the others run all the same.
	After that time, or a minute if that is longer, a run begins no further event: the next run takes those.
	Once an hour it renews the marks by which wp-image check-restore knows what a backup has brought back.

	Exit codes: 0 done, or nothing to do · 1 an event was ended, or WordPress cannot be loaded · 64 wrong arguments ·
	75 the database did not answer
	TEXT;

options( HELP );

// ECS sends SIGTERM to a task of this command alone; in the services, it is the directory that says so.
$stops = false;
pcntl_async_signals( true );
pcntl_signal(
	SIGTERM,
	static function () use ( &$stops ): void {
		$stops = true;
	}
);
$may_begin = static function () use ( &$stops ): bool {
	return ! $stops && ! file_exists( '/run/stopping' );
};
if ( ! $may_begin() ) {
	exit( EXIT_DONE );
}

$database = await_database( 0 );
renew_restore_marks( $database );
if ( null === oldest_due_seconds( $database ) || ! lock_site( $database, 'cron', 0 ) ) {
	exit( EXIT_DONE );
}
// Again: another container may have run some before it freed the lock.
$sites = due_sites( $database );

$seconds   = (int) setting( 'WP_CRON_EVENT_SECONDS', 300 );
$run_ends  = hrtime( true ) / 1e9 + max( $seconds, EventProcess::LOAD_SECONDS );
$may_begin = static fn (): bool => $may_begin() && hrtime( true ) / 1e9 < $run_ends;
$code      = EXIT_DONE;
foreach ( $sites as $site ) {
	$where = is_network() ? "{$site['host']}{$site['path']}: " : '';
	do {
		if ( ! $may_begin() ) {
			break 2;
		}
		$process = new EventProcess( $seconds, $site );
		$problem = $process->run( $may_begin );
		if ( null !== $problem ) {
			log_line( $where . ( null === $process->hook ? "no event ran: WordPress $problem while it loaded" : "the event {$process->hook} $problem" ) );
			$code = EXIT_PROBLEM;
		}
	} while ( null !== $problem && null !== $process->hook );
}
exit( $code );
