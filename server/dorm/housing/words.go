package housing

// headings are what columns of a file are called.
var headings = map[string]string{
	"学号": colNumber, "编号": colNumber, "工号": colNumber, "number": colNumber, "studentnumber": colNumber, "id": colNumber,
	"楼": colBuilding, "楼栋": colBuilding, "宿舍楼": colBuilding, "building": colBuilding,
	"房间": colRoom, "房间号": colRoom, "寝室": colRoom, "宿舍": colRoom, "room": colRoom,
	"床": colBed, "床位": colBed, "床号": colBed, "bed": colBed,
	"层": colFloor, "楼层": colFloor, "floor": colFloor,
}
