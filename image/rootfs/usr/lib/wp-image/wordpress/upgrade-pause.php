<?php
/**
 * The pause in which WordPress's files are replaced on a volume that several containers serve. Requests that begin in it wait
 * until the new files are there, instead of failing; the container's process "purges" begins and ends it.
 */

namespace WpImage;

/** Row of the table of options: `from until`, two moments in seconds since 1970, which wp-image upgrade-core announces. */
const UPGRADE_MARK = 'wp_image_upgrade';

/** Holds the same while this container has the pause before it, or is in it. */
const UPGRADE_PAUSE = '/run/wp-upgrade-pause';

/** Waits out the pause; a few seconds longer where nobody ends it. Returns whether there was one. */
function await_upgrade(): bool {
	if ( ! is_file( UPGRADE_PAUSE ) ) {
		return false;
	}
	[ $from, $until ] = upgrade_times( (string) @file_get_contents( UPGRADE_PAUSE ) );
	if ( microtime( true ) < $from ) {
		return false;
	}
	while ( is_file( UPGRADE_PAUSE ) && microtime( true ) < $until + 5 ) {
		usleep( 50_000 );
		clearstatcache();
	}
	// This request began with the opcode of the former files.
	ini_set( 'opcache.enable', '0' );
	clearstatcache( true );
	return true;
}

/** @return array{float, float} zeros for what is no announcement */
function upgrade_times( string $announcement ): array {
	return sscanf( $announcement, '%f %f' ) + array( 0.0, 0.0 );
}

// The image's own programs are not WordPress's, and end the pause.
if ( 'cli' !== PHP_SAPI && ! str_starts_with( $_SERVER['SCRIPT_FILENAME'] ?? '', '/usr/lib/wp-image/' ) ) {
	await_upgrade();
}
