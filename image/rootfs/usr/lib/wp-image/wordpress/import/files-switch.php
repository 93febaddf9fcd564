<?php
/**
 * Files that were laid down beside a content folder change places with those that are served: a theme, a plugin, a folder of uploads at a
 * time, each by renaming. A list on the volume says what was begun, so that a kill at any moment can be taken back.
 */

namespace WpImage;

require_once __DIR__ . '/staged-files.php';

final class FilesSwitch {
	const JOURNAL = 'switch';

	/** Folders in which files of the former site stay that the new one lacks. In others they would be code of two versions. */
	const REPLACED = array( 'plugins', 'themes' );

	/** Below the content folder. @var string[] */
	public array $replaced = array();

	/** Mounted into this container, so that they cannot be replaced. @var string[] */
	public array $mounted = array();

	/** What has changed places, with whether something was there before. @var array<string, bool> */
	private array $done = array();

	/**
	 * @param string $stage   where `content` was laid down; on the same volume
	 * @param string $content the content folder that is served
	 */
	public function __construct( private readonly string $stage, private readonly string $content ) {}

	/** @throws \RuntimeException when something cannot be moved; all is as it was then */
	public function switch(): void {
		$units = $this->units();
		file_put_contents( "{$this->stage}/" . self::JOURNAL, serialize( $units ) );
		foreach ( $units as $unit => $was_there ) {
			$unit = (string) $unit;
			if ( ! $this->exchange( $unit, $was_there ) ) {
				$reason = error_get_last()['message'] ?? '';
				$this->back();
				throw new \RuntimeException( "$unit cannot be moved into its place: " . preg_replace( '/^.*: /', '', $reason ) );
			}
			$this->done[ $unit ] = $was_there;
			if ( $was_there && in_array( strstr( $unit, '/', true ), self::REPLACED, true ) && is_dir( "{$this->content}/$unit" ) ) {
				$this->replaced[] = $unit;
			}
		}
	}

	/** From now on a killed process leaves it as it is. */
	public function settle(): void {
		@unlink( "{$this->stage}/" . self::JOURNAL );
	}

	/** Makes it last. @return int files of the former content that the new one lacks, and that stay */
	public function keep(): int {
		$this->settle();
		$kept = 0;
		foreach ( array_keys( array_filter( $this->done ) ) as $unit ) {
			$former = "{$this->stage}/former/$unit";
			if ( is_dir( $former ) && ! is_link( $former ) && ! in_array( strstr( (string) $unit, '/', true ), self::REPLACED, true ) ) {
				$kept += StagedFiles::move_into( $former, "{$this->content}/$unit", false );
			}
		}
		return $kept;
	}

	/** Takes it back. */
	public function back(): void {
		foreach ( array_reverse( $this->done, true ) as $unit => $was_there ) {
			$this->take_back( (string) $unit, $was_there );
		}
		$this->done = array();
		$this->settle();
	}

	/** Takes back what a killed one has begun. @return bool whether there was something */
	public function recover(): bool {
		$journal = "{$this->stage}/" . self::JOURNAL;
		if ( ! is_file( $journal ) ) {
			return false;
		}
		foreach ( (array) unserialize( file_get_contents( $journal ), array( 'allowed_classes' => false ) ) as $unit => $was_there ) {
			$this->take_back( (string) $unit, $was_there );
		}
		unlink( $journal );
		return true;
	}

	/** What changes places: the second level of the content folder, and its lone files. @return array<string, bool> whether something is there */
	private function units(): array {
		$below = static fn ( string $folder ): array => is_dir( $folder ) ? array_diff( scandir( $folder ), array( '.', '..' ) ) : array();
		$units = array();
		foreach ( $below( "{$this->stage}/content" ) as $top ) {
			$inner = is_dir( "{$this->stage}/content/$top" ) ? array_map( static fn ( string $name ): string => "$top/$name", $below( "{$this->stage}/content/$top" ) ) : array( $top );
			foreach ( $inner as $unit ) {
				$place          = "{$this->content}/$unit";
				$units[ $unit ] = file_exists( $place ) || is_link( $place );
			}
		}
		$mounts = array_map( static fn ( string $line ): string => explode( ' ', $line )[4] ?? '', file( '/proc/self/mountinfo' ) ?: array() );
		foreach ( array_keys( $units ) as $unit ) {
			$place = "{$this->content}/$unit";
			if ( array() !== array_filter( $mounts, static fn ( string $mount ): bool => $mount === $place || str_starts_with( $mount, "$place/" ) ) ) {
				$this->mounted[] = (string) $unit;
				unset( $units[ $unit ] );
			}
		}
		return $units;
	}

	private function exchange( string $unit, bool $was_there ): bool {
		[ $live, $staged, $former ] = $this->places( $unit );
		foreach ( array( dirname( $live ), dirname( $former ) ) as $folder ) {
			is_dir( $folder ) || @mkdir( $folder, 0755, true );
		}
		if ( $was_there && ! @rename( $live, $former ) ) {
			return false;
		}
		if ( @rename( $staged, $live ) ) {
			return true;
		}
		$was_there && rename( $former, $live );
		return false;
	}

	private function take_back( string $unit, bool $was_there ): void {
		[ $live, $staged, $former ] = $this->places( $unit );
		$has_come = ! file_exists( $staged ) && file_exists( $live ) && ( ! $was_there || file_exists( $former ) || is_link( $former ) );
		if ( $has_come ) {
			is_dir( dirname( $staged ) ) || mkdir( dirname( $staged ), 0755, true );
			rename( $live, $staged );
		}
		if ( file_exists( $former ) || is_link( $former ) ) {
			rename( $former, $live );
		}
	}

	/** @return array{string, string, string} */
	private function places( string $unit ): array {
		return array( "{$this->content}/$unit", "{$this->stage}/content/$unit", "{$this->stage}/former/$unit" );
	}
}

/** Makes a switch last and says what it meant. */
function tell_of_switch( FilesSwitch $switch ): void {
	$kept = $switch->keep();
	if ( array() !== $switch->replaced ) {
		say( 'replaced: ' . implode( ', ', array_map( ContentPath::shown( ... ), $switch->replaced ) ) );
	}
	if ( array() !== $switch->mounted ) {
		say( 'left as they are, since they are mounted: ' . implode( ', ', $switch->mounted ) );
	}
	if ( $kept > 0 ) {
		say( "$kept files and folders that the archives lack stay" );
	}
}
