<?php
/**
 * Work on pictures takes turns in a container: one picture of 24 megapixels takes several hundred megabytes, and the container
 * has memory for one beside its workers' share. A turn lasts as long as an editor holds a picture.
 */

namespace WpImage;

const PICTURE_LOCK = '/tmp/wp-image-picture.lock';

/** Seconds that a worker keeps for its own picture when it has waited for the others'. */
const PICTURE_SECONDS = 15;

final class PictureTurn {
	/** @var resource|null */
	private static $lock = null;

	private static int $holders = 0;

	/** Waits for the turn. After the time that the request has, it goes on without: memory may just do. */
	public static function take(): void {
		if ( 1 === ++self::$holders && null === self::$lock ) {
			self::$lock = @fopen( PICTURE_LOCK, 'c' ) ?: null;
			$deadline   = ( $_SERVER['REQUEST_TIME'] ?? time() ) + max( 5, (int) setting( 'WP_REQUEST_TIMEOUT', 55 ) - PICTURE_SECONDS );
			while ( null !== self::$lock && ! flock( self::$lock, LOCK_EX | LOCK_NB ) ) {
				if ( time() >= $deadline ) {
					log_line( 'a picture is worked on beside another one: the turn did not come in time' );
					break;
				}
				usleep( 50_000 );
			}
		}
	}

	public static function give_back(): void {
		if ( 0 === --self::$holders && null !== self::$lock ) {
			fclose( self::$lock );
			self::$lock = null;
		}
	}
}

/** What an editor of WordPress needs to take turns. */
trait TakesTurns {
	private bool $has_turn = false;

	public function load() {
		if ( ! $this->has_turn ) {
			$this->has_turn = true;
			PictureTurn::take();
		}
		return parent::load();
	}

	public function __destruct() {
		if ( method_exists( parent::class, '__destruct' ) ) {
			parent::__destruct();
		}
		if ( $this->has_turn ) {
			$this->has_turn = false;
			PictureTurn::give_back();
		}
	}
}

add_filter(
	'wp_image_editors',
	static function ( array $editors ): array {
		// WordPress has loaded its own two by now; editors of plugins stay what they are.
		require_once dirname( __DIR__ ) . '/image-editors.php';
		$turns = array(
			'WP_Image_Editor_Imagick' => TurningImagick::class,
			'WP_Image_Editor_GD'      => TurningGd::class,
		);
		return array_map( static fn ( $editor ) => $turns[ $editor ] ?? $editor, $editors );
	},
	PHP_INT_MAX
);
