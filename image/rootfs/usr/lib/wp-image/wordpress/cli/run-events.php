<?php
/**
 * run-events.php HOST PATH: runs the due events of WordPress's site there for `wp-image cron`, which ends this process when an event takes too long. Before each event
 * it writes the hook's name to descriptor 3 and waits for a line on descriptor 4; after the last one, an empty line.
 */

namespace WpImage;

require_once __DIR__ . '/console.php';

// A group of its own, with whatever its events start.
posix_setpgid( 0, 0 );
$to_parent   = fopen( 'php://fd/3', 'w' );
$from_parent = fopen( 'php://fd/4', 'r' );

// What wp-cron.php does with a lock of its own, which two containers can take at the same instant.
define( 'DOING_CRON', true );
load_wordpress( array( 'host' => $argv[1], 'path' => $argv[2] ) );
wp_raise_memory_limit( 'cron' );

foreach ( wp_get_ready_cron_jobs() as $timestamp => $hooks ) {
	foreach ( $hooks as $hook => $events ) {
		foreach ( $events as $event ) {
			fwrite( $to_parent, str_replace( "\n", ' ', $hook ) . "\n" );
			if ( false === fgets( $from_parent ) ) {
				exit( EXIT_DONE );
			}
			if ( $event['schedule'] ) {
				$result = wp_reschedule_event( $timestamp, $event['schedule'], $hook, $event['args'], true );
				if ( is_wp_error( $result ) ) {
					log_line( "the event $hook cannot be scheduled again: " . $result->get_error_message() );
				}
			}
			// Taken off first, so that an event which crashes is not run each minute.
			$result = wp_unschedule_event( $timestamp, $hook, $event['args'], true );
			if ( is_wp_error( $result ) ) {
				log_line( "the event $hook cannot be taken off the schedule: " . $result->get_error_message() );
			}
			do_action_ref_array( $hook, $event['args'] );
		}
	}
}
fwrite( $to_parent, "\n" );
