<?php
/**
 * Aliases in place of what belongs to a person. The same value gets the same alias throughout a dump, so that relations hold; the salt
 * is made for one dump and leaves the process with nobody, so that no alias can be looked up or compared with another dump's.
 */

namespace WpImage;

final class Aliases {
	const FIRST_NAMES = array( 'Ada', 'Alex', 'Amal', 'Andi', 'Ariel', 'Bela', 'Billie', 'Cameron', 'Charlie', 'Chris', 'Dana', 'Eden', 'Elia', 'Finn', 'Frankie', 'Gabi', 'Harper', 'Ida', 'Jamie', 'Jo', 'Jules', 'Kai', 'Kim', 'Lee', 'Lou', 'Luca', 'Mika', 'Nico', 'Noa', 'Olli', 'Pat', 'Quinn', 'Remy', 'Robin', 'Sascha', 'Sam', 'Toni', 'Uli', 'Vali', 'Yuri' );
	const LAST_NAMES  = array( 'Acker', 'Bach', 'Birch', 'Brook', 'Cliff', 'Dale', 'Elm', 'Fenn', 'Field', 'Ford', 'Glen', 'Grove', 'Hale', 'Heath', 'Hill', 'Holm', 'Keller', 'Lake', 'Lane', 'Marsh', 'Mead', 'Moor', 'North', 'Oaks', 'Park', 'Pond', 'Ridge', 'Rivers', 'Rowe', 'Sands', 'Shore', 'Stein', 'Stone', 'Thorn', 'Vale', 'Wald', 'Weir', 'West', 'Wood', 'Yew' );
	const CITIES      = array( 'Ashford', 'Birkenau', 'Clearwater', 'Eastfield', 'Lindental', 'Northwick', 'Oakham', 'Riverton', 'Southgate', 'Westbrook' );

	/** What a masked text becomes where nothing of it may be told. */
	const TEXT = '[masked]';

	private const MAIL   = '/[\p{L}\p{N}.!#$%&\'*+\/=?^_`{|}~-]{1,64}(?:@|%40|&#64;|&#0*64;|\\\\u0040)(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+\p{L}{2,24}/ui';
	private const ASCII  = '/[a-z0-9.!#$%&\'*+\/=?^_`{|}~-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}/i';
	private const PHONE  = '/(?<![\w+.])(?:\+|00)[1-9]\d{0,3}[ ()\/.-]*(?:\d[ ()\/.-]{0,2}){6,12}\d(?!\w)/';
	private const IP     = '/(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w.]|\.\d)/';
	private const IP6    = '/(?<![\w:])(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4}|:)(?:(?::[0-9a-f]{1,4})*)(?![\w:])/i';
	private const IBAN   = '/\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b/';

	/** @param string $kept_login the administrator's, which the site's secret opens */
	public function __construct( private readonly string $salt, private readonly string $kept_login = '' ) {}

	/** A value under a mask (see MaskingRules::MASKS); what is empty stays so. */
	public function of( string $mask, string $value ): string {
		if ( '' === trim( $value ) ) {
			return $value;
		}
		return match ( $mask ) {
			'keep'       => $value,
			'empty'      => '',
			'mail'       => $this->only_mails( $value ),
			'login'      => $value === $this->kept_login ? $value : 'user-' . $this->hash( $value ),
			'name'       => $this->name( $value ),
			'first-name' => $this->pick( self::FIRST_NAMES, $value ),
			'last-name'  => $this->pick( self::LAST_NAMES, $value ),
			'phone'      => '+1-555-' . $this->digits( (string) preg_replace( '/\D+/', '', $value ), 7 ),
			'street'     => $this->pick( self::LAST_NAMES, $value ) . ' Street ' . ( 1 + hexdec( $this->hash( $value, 2 ) ) ),
			'city'       => $this->pick( self::CITIES, $value ),
			'postcode'   => $this->digits( $value, 5 ),
			'company'    => $this->pick( self::LAST_NAMES, $value ) . ' & Co.',
			'ip'         => $this->ip( $value ),
			'agent'      => 'Mozilla/5.0 (masked)',
			'unique'     => 'masked-' . $this->hash( $value ),
			'text'       => self::TEXT,
			'mails'      => $this->without_mails( $value ),
			default      => $this->without_contacts( $value ),
		};
	}

	/** A text in which no address of mail is. */
	public function without_mails( string $text ): string {
		if ( ! preg_match( '/@|%40|&#0*64;|u0040/i', $text ) ) {
			return $text;
		}
		$alias = fn ( array $match ): string => $this->mail( (string) preg_replace( '/%40|&#0*64;|\\\\u0040/i', '@', $match[0] ) );
		return preg_replace_callback( self::MAIL, $alias, $text ) ?? (string) preg_replace_callback( self::ASCII, $alias, $text );
	}

	/** A text in which no address of mail, number of a phone or of an account, and no IP address is. */
	public function without_contacts( string $text ): string {
		$text = $this->without_mails( $text );
		if ( ! preg_match( '/\d/', $text ) ) {
			return $text;
		}
		$text = (string) preg_replace_callback( self::PHONE, fn ( array $match ): string => $this->of( 'phone', $match[0] ), $text );
		$text = (string) preg_replace_callback( self::IBAN, static fn (): string => 'XX00', $text );
		$text = (string) preg_replace_callback( self::IP, fn ( array $match ): string => $this->ip( $match[0] ), $text );
		return (string) preg_replace_callback( self::IP6, fn ( array $match ): string => false === filter_var( $match[0], FILTER_VALIDATE_IP, FILTER_FLAG_IPV6 ) ? $match[0] : $this->ip( $match[0] ), $text );
	}

	/** The addresses of mail in a short text, without the names beside them. */
	private function only_mails( string $value ): string {
		if ( ! str_contains( $value, '@' ) || strlen( $value ) > 1000 ) {
			return $this->without_mails( $value );
		}
		preg_match_all( self::MAIL, $value, $found ) || preg_match_all( self::ASCII, $value, $found );
		return implode( ', ', array_map( $this->mail( ... ), $found[0] ) );
	}

	/** Whether a text holds what without_contacts() takes out. */
	public function has_contacts( string $text ): bool {
		return $this->without_contacts( $text ) !== $text;
	}

	private function mail( string $value ): string {
		return str_ends_with( strtolower( $value ), '@example.invalid' ) ? $value : 'person-' . $this->hash( $value ) . '@example.invalid';
	}

	/** Of its first and its last word, so that it fits the same person's first and last name. */
	private function name( string $value ): string {
		if ( str_contains( $value, '@' ) ) {
			return $this->without_mails( $value );
		}
		$words = preg_split( '/\s+/u', trim( $value ) ) ?: array( $value );
		$first = $this->pick( self::FIRST_NAMES, $words[0] );
		return 1 === count( $words ) ? $first : "$first " . $this->pick( self::LAST_NAMES, (string) end( $words ) );
	}

	/** Networks that nobody has: RFC 2544 and RFC 3849. */
	private function ip( string $value ): string {
		$hash = $this->hash( $value );
		if ( str_contains( $value, ':' ) ) {
			return '2001:db8::' . substr( $hash, 0, 4 ) . ':' . substr( $hash, 4, 4 );
		}
		return '198.' . ( 18 + hexdec( $hash[0] ) % 2 ) . '.' . hexdec( substr( $hash, 1, 2 ) ) . '.' . hexdec( substr( $hash, 3, 2 ) );
	}

	/** @param string[] $list */
	private function pick( array $list, string $value ): string {
		return $list[ hexdec( $this->hash( $value, 8 ) ) % count( $list ) ];
	}

	private function digits( string $value, int $count ): string {
		return str_pad( (string) ( hexdec( $this->hash( $value, 12 ) ) % 10 ** $count ), $count, '0', STR_PAD_LEFT );
	}

	private function hash( string $value, int $length = 12 ): string {
		return substr( hash_hmac( 'sha256', mb_strtolower( trim( $value ), 'UTF-8' ), $this->salt ), 0, $length );
	}
}
