<?php
/**
 * WordPress's list of options that are not in the database (`notoptions`): without it, each page asks the database again.
 *
 * It is the one value that readers change: a request that found an option missing adds it, while another may be creating
 * just that option. So additions are stored only over the very value that the request has read, and whoever takes an
 * option off the list leaves a mark there that fits nobody's reading.
 */

namespace WpImage;

final class AbsentOptions {
	const GROUP = 'options';
	const KEY   = 'notoptions';

	/** Stores a value over the expected one; an empty expectation stands for no value. */
	const REPLACE = <<<'LUA'
		local stored = redis.call('GET', KEYS[1]) or ''
		if stored ~= ARGV[1] then return 0 end
		redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
		return 1
		LUA;

	/** What the server had when this request read it; null when it has not read it. */
	private ?string $read = null;

	public function note_reading( mixed $stored ): void {
		$this->read = is_string( $stored ) ? $stored : '';
	}

	/** Whether a new list only adds to the one that the request has had. */
	public static function only_adds( mixed $former, mixed $list ): bool {
		return is_array( $list ) && ( ! is_array( $former ) || ! array_diff_key( $former, $list ) );
	}

	/** Stores a list that only adds; does nothing when somebody else has changed it meanwhile. */
	public function add( \Redis $redis, string $name, string $list ): void {
		if ( null !== $this->read && 1 === $redis->eval( self::REPLACE, array( $name, $this->read, $list, Server::MAX_AGE ), 1 ) ) {
			$this->read = $list;
		}
	}

	/** Makes everybody read the options again. The mark is no serialized value, so it is taken for none. */
	public function discard( \Redis $redis, string $name ): mixed {
		return $redis->set( $name, 'changed-' . bin2hex( random_bytes( 6 ) ), array( 'ex' => Server::MAX_AGE ) );
	}
}
