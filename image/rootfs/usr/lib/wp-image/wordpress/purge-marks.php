<?php
/**
 * What one container tells the others of a change that visitors see: two rows of WordPress's table of options.
 *
 * A change is an entry such as `1700000000.123456-0a1b2c3d/2`: when, a word by which it is told from others of that moment, and in
 * a network the site whose pages it is about; without one it is about all pages.
 */

namespace WpImage;

require_once __DIR__ . '/network.php';

/** The last change; in a network the last changes, newest first. */
const PURGE_MARK = 'wp_image_purge';

/** The changes that the CDN has not been told of, newest first; there is no such row when it knows all. */
const CDN_PURGE_MARK = 'wp_image_cdn_purge';

/** When the CDN was told last, in seconds since 1970. */
const CDN_PURGED_MARK = 'wp_image_cdn_purged';

/** Characters that a list of changes has at most; what is older is cut off. Some fifty changes. */
const LONGEST_LIST = 2000;

/** One change that visitors see. */
final readonly class Change {
	/** @param ?int $site null for all pages */
	private function __construct( public string $entry, public float $time, public ?int $site ) {}

	/** The changes of a row, in its order; one that was cut off is none. @return list<self> */
	public static function all_in( string $list ): array {
		preg_match_all( '~(?<=^| )(\d+(?:\.\d+)?)(?:-\w+)?(?:/(\d+))?(?= |$)~', $list, $found, PREG_SET_ORDER | PREG_UNMATCHED_AS_NULL );
		return array_map( static fn ( array $one ): self => new self( $one[0], (float) $one[1], null === $one[2] ? null : (int) $one[2] ), $found );
	}
}

/** The marks of a change now. @param int ...$sites of a network whose pages it is about; none for all pages @return array<string, string> value by name */
function purge_marks( int ...$sites ): array {
	$now     = sprintf( '%.6F-%s', microtime( true ), bin2hex( random_bytes( 4 ) ) );
	$entries = implode( ' ', array() === $sites ? array( $now ) : array_map( static fn ( int $site ): string => "$now/$site", $sites ) );
	$marks   = array( PURGE_MARK => $entries );
	return null === setting( 'WP_CDN_PARAMETER' ) ? $marks : $marks + array( CDN_PURGE_MARK => $entries );
}

/** SQL that writes a mark; its placeholders, of wpdb and in that order, are name and value. */
function purge_mark_query( string $prefix, string $name ): string {
	$new = 'VALUES(option_value)';
	if ( CDN_PURGE_MARK === $name || ( PURGE_MARK === $name && is_network() ) ) {
		$new = "LEFT(CONCAT($new, ' ', option_value), " . LONGEST_LIST . ')';
	}
	return "INSERT INTO `{$prefix}options` (option_name, option_value, autoload) VALUES (%s, %s, 'off') ON DUPLICATE KEY UPDATE option_value = $new";
}
