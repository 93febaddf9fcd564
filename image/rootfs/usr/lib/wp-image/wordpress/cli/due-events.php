<?php
/**
 * Which of WordPress's events are due, read from the database without loading WordPress: in an ordinary minute none is.
 */

namespace WpImage;

require_once __DIR__ . '/network-tables.php';

/** The option that makes a site a copy of another; its value is the other's name. */
const COPY_MARK = 'wp_image_copy';

/** Seconds that the oldest due event has been due; null when none is, or WordPress is not installed. */
function oldest_due_seconds( \mysqli $database ): ?int {
	$due = due_sites( $database );
	return array() === $due ? null : max( array_column( $due, 'seconds' ) );
}

/**
 * The sites with due events, the one that has waited longest first.
 *
 * @return array<int, array{host: string, path: string, seconds: int}> by the site's number
 */
function due_sites( \mysqli $database ): array {
	if ( null === installed_schema( $database ) ) {
		return array();
	}
	$due   = array();
	// Events of a copy send mail, charge cards and call webhooks in the original's name.
	$all   = sites_of( $database );
	$sites = array_diff_key( $all, option_of_sites( $database, COPY_MARK, array_keys( $all ) ) );
	foreach ( option_of_sites( $database, 'cron', array_keys( $sites ) ) as $number => $value ) {
		$schedule = @unserialize( $value, array( 'allowed_classes' => false ) );
		// Its keys are times, but for "version".
		$times = array_filter( array_keys( is_array( $schedule ) ? $schedule : array() ), 'is_int' );
		if ( array() !== $times && min( $times ) <= time() ) {
			$due[ $number ] = $sites[ $number ] + array( 'seconds' => time() - min( $times ) );
		}
	}
	uasort( $due, static fn ( array $one, array $other ): int => $other['seconds'] <=> $one['seconds'] );
	return $due;
}
