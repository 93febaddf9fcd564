<?php
/**
 * Texts in PHP's serialized values, changed without building the values: lengths follow, objects stay of their classes.
 */

namespace WpImage;

final class Serialized {
	/** What a key itself stands under, where keys are handed over too. */
	const KEY = "\0key";

	private int $at = 0;

	private function __construct( private readonly string $text, private readonly \Closure $change, private readonly bool $has_numbers, private string $key ) {}

	/**
	 * A text with the change made, in a serialized value within its strings, at any depth, also in strings that hold serialized values.
	 *
	 * @param \Closure(string, string): string $change      gets a text and the key that it stands under; that of the list around it where keys are numbers
	 * @param bool                             $has_numbers whether numbers and keys are handed over too; a changed number becomes a text
	 */
	public static function change( string $text, \Closure $change, bool $has_numbers = false, string $key = '' ): string {
		$is_serialized = 1 === preg_match( '/^[aOsC]:\d+:/', $text );
		$changed       = $is_serialized && $has_numbers ? null : $change( $text, $key );
		// What holds nothing to change as a text holds nothing as a value either, but for what keys tell.
		if ( $changed === $text || ! $is_serialized ) {
			return $changed;
		}
		$value = new self( $text, $change, $has_numbers, $key );
		$whole = $value->value();
		// What is no serialized value throughout is a text that begins like one; WordPress passes over spaces behind a value.
		$rest = substr( $text, $value->at );
		return null !== $whole && '' === trim( $rest ) ? $whole . $rest : $changed ?? $change( $text, $key );
	}

	/** The value at $at, changed; null when there is none. */
	private function value(): ?string {
		if ( preg_match( '/\G(?:N;|[bidrR]:[^;{}"]*;)/', $this->text, $match, 0, $this->at ) ) {
			$this->at += strlen( $match[0] );
			return $this->has_numbers ? $this->number( $match[0] ) : $match[0];
		}
		return match ( $this->text[ $this->at ] ?? '' ) {
			's' => $this->string( true ),
			'a' => $this->members( '/\Ga:(\d+):\{/' ),
			'O' => $this->members( '/\GO:\d+:"[^"]*":(\d+):\{/' ),
			'C' => $this->opaque(),
			'E' => $this->enumeration(),
			default => null,
		};
	}

	private function string( bool $is_changed ): ?string {
		if ( ! preg_match( '/\Gs:(\d+):"/', $this->text, $match, 0, $this->at ) ) {
			return null;
		}
		$from  = $this->at + strlen( $match[0] );
		$inner = substr( $this->text, $from, (int) $match[1] );
		if ( substr( $this->text, $from + strlen( $inner ), 2 ) !== '";' ) {
			return null;
		}
		$this->at = $from + strlen( $inner ) + 2;
		$inner    = $is_changed ? self::change( $inner, $this->change, $this->has_numbers, $this->key ) : $inner;
		return 's:' . strlen( $inner ) . ":\"$inner\";";
	}

	/** A key that is a number. */
	private function index(): ?string {
		if ( ! preg_match( '/\Gi:-?\d+;/', $this->text, $match, 0, $this->at ) ) {
			return null;
		}
		$this->at += strlen( $match[0] );
		return $match[0];
	}

	private function number( string $token ): string {
		if ( ! preg_match( '/^[id]:(.*);$/D', $token, $match ) ) {
			return $token;
		}
		$changed = ( $this->change )( $match[1], $this->key );
		return $changed === $match[1] ? $token : 's:' . strlen( $changed ) . ":\"$changed\";";
	}

	/** An array or an object: keys stay as they are. */
	private function members( string $head ): ?string {
		if ( ! preg_match( $head, $this->text, $match, 0, $this->at ) ) {
			return null;
		}
		$this->at += strlen( $match[0] );
		$parts     = array( $match[0] );
		for ( $member = 0; $member < (int) $match[1]; $member++ ) {
			$around    = $this->key;
			$this->key = self::KEY;
			$key       = 's' === ( $this->text[ $this->at ] ?? '' ) ? $this->string( $this->has_numbers ) : $this->index();
			$this->key = preg_match( '/^s:\d+:"(?:\0[^\0]*\0)?(.*)";$/sD', (string) $key, $name ) ? $name[1] : $around;
			$value     = null === $key ? null : $this->value();
			$this->key = $around;
			if ( null === $value ) {
				return null;
			}
			$parts[] = $key;
			$parts[] = $value;
		}
		if ( '}' !== ( $this->text[ $this->at ] ?? '' ) ) {
			return null;
		}
		++$this->at;
		return implode( '', $parts ) . '}';
	}

	/** An object that serializes itself: its text is anything. */
	private function opaque(): ?string {
		if ( ! preg_match( '/\G(C:\d+:"[^"]*":)(\d+):\{/', $this->text, $match, 0, $this->at ) ) {
			return null;
		}
		$from     = $this->at + strlen( $match[0] );
		$inner    = self::change( substr( $this->text, $from, (int) $match[2] ), $this->change, $this->has_numbers, $this->key );
		$this->at = $from + (int) $match[2] + 1;
		return $match[1] . strlen( $inner ) . ":{{$inner}}";
	}

	private function enumeration(): ?string {
		if ( ! preg_match( '/\GE:\d+:"[^"]*";/', $this->text, $match, 0, $this->at ) ) {
			return null;
		}
		$this->at += strlen( $match[0] );
		return $match[0];
	}
}
