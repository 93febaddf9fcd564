<?php
/**
 * Values as the server keeps them, and as a request hands them out.
 */

namespace WpImage;

final class Values {
	/** Integers stay readable for the server's arithmetic; the rest is serialized, which never looks like an integer. */
	public static function encode( mixed $value ): string {
		return is_int( $value ) ? (string) $value : serialize( $value );
	}

	/** @return array{mixed}|null null where nothing usable is stored */
	public static function decode( mixed $stored ): ?array {
		if ( ! is_string( $stored ) ) {
			return null;
		}
		if ( 1 === preg_match( '/^-?\d{1,18}$/', $stored ) ) {
			return array( (int) $stored );
		}
		$value = @unserialize( $stored );
		return false === $value && 'b:0;' !== $stored ? null : array( $value );
	}

	/** Objects are handed out and taken as copies, so that nobody changes a cached one from afar. */
	public static function copy( mixed $value ): mixed {
		return is_object( $value ) ? clone $value : $value;
	}
}
