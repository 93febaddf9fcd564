<?php
/**
 * How an import is stopped: by a signal, or by the end of standard input, where whoever sends the import keeps it open until the end.
 * It is asked for between two steps, so that no step is left half done.
 */

namespace WpImage;

final class ImportStop {
	private static bool $is_asked = false;

	/** Whether an end of standard input asks for a stop. */
	private static bool $is_attended = false;

	public static function listen(): void {
		pcntl_async_signals( true );
		foreach ( array( SIGINT, SIGTERM, SIGHUP ) as $signal ) {
			// Reading must not go on after the signal.
			pcntl_signal( $signal, static fn () => self::$is_asked = true, false );
		}
	}

	/** From now on, when all has been read, standard input holds nothing but its end. */
	public static function attend(): void {
		self::$is_attended = true;
	}

	/** @throws \RuntimeException when the import is to stop */
	public static function check(): void {
		if ( self::$is_asked || ( self::$is_attended && self::has_sender_left() ) ) {
			self::$is_asked = true;
			throw new \RuntimeException( 'stopped' );
		}
	}

	private static function has_sender_left(): bool {
		$read = array( STDIN );
		$none = null;
		// A signal makes it fail.
		return 1 === @stream_select( $read, $none, $none, 0 ) && '' === (string) fread( STDIN, 1 ) && feof( STDIN );
	}
}
