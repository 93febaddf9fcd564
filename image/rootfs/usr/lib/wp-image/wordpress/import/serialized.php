<?php
/**
 * Texts in PHP's serialized values, changed without building the values: lengths follow, objects stay of their classes.
 */

namespace WpImage;

final class Serialized {
	private int $at = 0;

	private function __construct( private readonly string $text, private readonly \Closure $change ) {}

	/**
	 * A text with the change made, in a serialized value within its strings, at any depth, also in strings that hold serialized values.
	 *
	 * @param \Closure(string): string $change
	 */
	public static function change( string $text, \Closure $change ): string {
		$changed = $change( $text );
		if ( $changed === $text || ! preg_match( '/^[aOsC]:\d+:/', $text ) ) {
			return $changed;
		}
		$value = new self( $text, $change );
		$whole = $value->value();
		// What is no serialized value throughout is a text that begins like one.
		return null !== $whole && strlen( $text ) === $value->at ? $whole : $changed;
	}

	/** The value at $at, changed; null when there is none. */
	private function value(): ?string {
		if ( preg_match( '/\G(?:N;|[bidrR]:[^;{}"]*;)/', $this->text, $match, 0, $this->at ) ) {
			$this->at += strlen( $match[0] );
			return $match[0];
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
		$inner    = $is_changed ? self::change( $inner, $this->change ) : $inner;
		return 's:' . strlen( $inner ) . ":\"$inner\";";
	}

	/** An array or an object: keys stay as they are. */
	private function members( string $head ): ?string {
		if ( ! preg_match( $head, $this->text, $match, 0, $this->at ) ) {
			return null;
		}
		$this->at += strlen( $match[0] );
		$parts     = array( $match[0] );
		for ( $member = 0; $member < (int) $match[1]; $member++ ) {
			$key   = 's' === ( $this->text[ $this->at ] ?? '' ) ? $this->string( false ) : $this->value();
			$value = null === $key ? null : $this->value();
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
		$inner    = self::change( substr( $this->text, $from, (int) $match[2] ), $this->change );
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
