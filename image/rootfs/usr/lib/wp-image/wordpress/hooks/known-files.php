<?php
/**
 * What pages ask the file system about the theme's and WordPress's files, and get the same answer to each time: what the
 * theme's JSON files contain, and how large core's style sheets are. WordPress asks some seventy times for a page of its own
 * theme, which a network file system takes long for. The answers stay in the container's memory for as long as PHP trusts
 * code that it has read: opcache.revalidate_freq, or without opcache.validate_timestamps as long as the container runs.
 *
 * wp-admin asks the file system; with WP_DEVELOPMENT_MODE "theme" or "all", every page does.
 */

namespace WpImage;

/**
 * WordPress keeps what it has read of a theme's file until the request ends, in a property that derived classes may use. A
 * WordPress without that property is left as it is.
 */
final class ThemeJsonFiles extends \WP_Theme_JSON_Resolver {
	public static function are_reachable(): bool {
		return property_exists( parent::class, 'theme_json_file_cache' ) && is_array( static::$theme_json_file_cache );
	}

	/** @return array<string, array> path => contents */
	public static function known(): array {
		return static::$theme_json_file_cache;
	}

	/** @param array<string, array> $files path => contents */
	public static function know( array $files ): void {
		static::$theme_json_file_cache += $files;
	}
}

final class KnownFiles {
	const KEY = 'wp-image:known-files';

	/** No theme has more in earnest. */
	const MAX_FILES = 1000;

	/** @var array<string, int> path => bytes */
	private array $sizes = array();

	/** When the oldest answer was given: adding to the answers makes none of them younger. */
	private int $since;

	private int $known_before;

	public static function of_page(): void {
		$is_wanted = ! is_admin() && function_exists( 'wp_is_development_mode' ) && ! wp_is_development_mode( 'theme' );
		if ( $is_wanted && function_exists( 'apcu_enabled' ) && apcu_enabled() && ThemeJsonFiles::are_reachable() ) {
			new self();
		}
	}

	private function __construct() {
		$known = apcu_fetch( self::KEY );
		if ( is_array( $known ) ) {
			ThemeJsonFiles::know( $known['json'] );
			$this->sizes = $known['sizes'];
		}
		$this->since        = $known['since'] ?? time();
		$this->known_before = $this->count();
		add_filter( 'pre_wp_filesize', fn ( mixed $size, mixed $path ): mixed => $size ?? $this->sizes[ $path ] ?? null, 10, 2 );
		add_filter( 'wp_filesize', array( $this, 'note_size' ), 10, 2 );
		add_action( 'shutdown', array( $this, 'keep' ) );
	}

	public function note_size( mixed $size, mixed $path ): mixed {
		if ( is_int( $size ) && $size > 0 && str_starts_with( (string) $path, ABSPATH . WPINC . '/' ) ) {
			$this->sizes[ $path ] = $size;
		}
		return $size;
	}

	/** Keeps what this page has learned beyond what it knew. */
	public function keep(): void {
		$is_trusted_forever = ! filter_var( ini_get( 'opcache.validate_timestamps' ), FILTER_VALIDATE_BOOL );
		$seconds            = $is_trusted_forever ? 0 : $this->since + (int) ini_get( 'opcache.revalidate_freq' ) - time();
		if ( $this->count() > $this->known_before && $this->count() <= self::MAX_FILES && ( $is_trusted_forever || $seconds > 0 ) ) {
			$answers = array(
				'json'  => ThemeJsonFiles::known(),
				'sizes' => $this->sizes,
				'since' => $this->since,
			);
			apcu_store( self::KEY, $answers, $seconds );
		}
	}

	private function count(): int {
		return count( ThemeJsonFiles::known() ) + count( $this->sizes );
	}
}

KnownFiles::of_page();
