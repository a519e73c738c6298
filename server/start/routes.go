package start

import (
	"yunka/server/allow"
	"yunka/server/scene"
	view "yunka/views/start"
)

func (s *Start) rail() []scene.RailEntry {
	return []scene.RailEntry{
		{Item: view.RailStart, Action: allow.SchoolManage, Fill: starting},
	}
}
