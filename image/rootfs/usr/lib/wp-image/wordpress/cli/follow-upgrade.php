<?php
/**
 * One container's part in an upgrade of WordPress on the volume: its requests wait while the files change places, and PHP and
 * the page cache forget the former ones.
 */

namespace WpImage;

/**
 * The upgrade holds the lock of the volume from before its announcement until the files are in their places. So a lock that
 * is free says that it has ended, or that it was killed: then this completes it.
 */
function follow_upgrade( string $announcement ): void {
	[ $from, $until ] = upgrade_times( $announcement );
	if ( microtime( true ) >= $until || VOLUME_ROOT !== web_root() ) {
		@unlink( UPGRADE_PAUSE );
		return;
	}
	file_put_contents( UPGRADE_PAUSE . '.new', $announcement );
	rename( UPGRADE_PAUSE . '.new', UPGRADE_PAUSE );
	try {
		time_sleep_until( max( $from, microtime( true ) + 0.01 ) );
		$lock = lock_volume( $until );
		if ( null !== $lock ) {
			CoreSwitch::interrupted()?->complete();
			flock( $lock, LOCK_UN );
		}
		purge_page_cache();
		fpm_request( dirname( __DIR__ ) . '/fpm/forget-files.php' );
		log_line( 'the upgrade of WordPress on the volume has ended; this container serves ' . ( versions_of( VOLUME_ROOT )['wp_version'] ?? 'none' ) );
	} catch ( \RuntimeException $failure ) {
		log_line( 'upgrade of WordPress: ' . $failure->getMessage() );
	} finally {
		unlink( UPGRADE_PAUSE );
	}
}
